//! The robust families at the door. Instances have many numbers and come by the thousand, so their arrays are read as wholes.

use crate::answer::set;
use crate::cpu::{Door, read_seed};
use crate::error::{Code, DoorError};
use crate::host::Clock;
use hunch_families::random::Stream;
use hunch_families::robust::{DataError, Radii, UncertaintySet};
use hunch_families::robust_knapsack::Domain;
use hunch_families::{robust_inventory as inventory, robust_knapsack as knapsack};
use hunch_guide::models::{Batch, Prediction};
use hunch_guide::robust::{Account, Instance, decide};
use hunch_guide::{Answer, Problem};
use hunch_model::Unlimited;
use js_sys::{Array, Float32Array, Float64Array, Function, Object, Reflect};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

/// Most cases of one call: their results fill some ten megabytes.
const MAX_SCENARIOS: usize = 1_000_000;

#[wasm_bindgen]
impl Door {
    /// Draws an instance of a robust family. The distribution has its `rho` as two numbers, `rhoLow` and `rhoHigh`.
    ///
    /// # Errors
    /// `invalid-input` when the distribution or the seed is out of range.
    #[wasm_bindgen(js_name = sampleRobust)]
    pub fn sample_robust(&self, distribution: &JsValue, seed: f64) -> Result<JsValue, JsValue> {
        let seed = read_seed(seed)?;
        let from = Fields(distribution);
        let (set, rho) = (from.set()?, Radii { low: from.number("rhoLow")?, high: from.number("rhoHigh")? });
        let instance = match from.text("family")?.as_str() {
            knapsack::FAMILY => {
                let (items, rows) = (from.count("items")?, from.count("rows")?);
                let d = knapsack::Distribution { items, rows, set, domain: from.domain()?, rho };
                knapsack::sample(&d, seed).map(Instance::Knapsack)
            }
            _ => {
                let (retailers, factors) = (from.count("retailers")?, from.count("factors")?);
                let d = inventory::Distribution { retailers, factors, set, rho };
                inventory::sample(&d, seed).map(Instance::Inventory)
            }
        };
        instance_object(&instance.map_err(DoorError::from)?)
    }

    /// Predicts an array of instances on the CPU, and repairs what the networks say.
    ///
    /// # Errors
    /// `invalid-input` for a malformed instance, whose place is in the field; `no-model`; `invalid-weights` when a model overflows.
    #[wasm_bindgen(js_name = predictRobust)]
    pub fn predict_robust(&self, instances: &Array, penalty: f64) -> Result<JsValue, JsValue> {
        let instances = read_instances(instances)?;
        let borrowed: Vec<&Instance> = instances.iter().collect();
        let clock = Clock::new();
        let started = clock.seconds();
        let predictions =
            self.library.predict_robust(&borrowed, penalty, &mut Unlimited).map_err(DoorError::from)?;
        let object = decisions_object(&instances, &predictions.unwrap_or_default())?;
        set(&object, "device", &JsValue::from_str("cpu"))?;
        set(&object, "seconds", &JsValue::from_f64(clock.seconds() - started))?;
        Ok(object)
    }

    /// Prepares an array of instances for prediction elsewhere; see [`Door::assemble_robust`].
    ///
    /// # Errors
    /// As [`Door::predict_robust`].
    #[wasm_bindgen(js_name = prepareRobust)]
    pub fn prepare_robust(&self, instances: &Array, penalty: f64) -> Result<PreparedRobust, JsValue> {
        let instances = read_instances(instances)?;
        let borrowed: Vec<&Instance> = instances.iter().collect();
        let batch = self.library.prepare_robust(&borrowed, penalty).map_err(DoorError::from)?;
        Ok(PreparedRobust { batch, instances })
    }

    /// The predictions of a prepared batch from the outputs of its passes, an array of `Float32Array`, repaired.
    ///
    /// # Errors
    /// `invalid-input` when there are not as many outputs as the passes have.
    #[wasm_bindgen(js_name = assembleRobust)]
    pub fn assemble_robust(
        &self,
        prepared: &PreparedRobust,
        outputs: &Array,
        device: &str,
        seconds: f64,
    ) -> Result<JsValue, JsValue> {
        let outputs: Vec<Vec<f32>> =
            outputs.iter().map(|output| Float32Array::new(&output).to_vec()).collect();
        let clock = Clock::new();
        let started = clock.seconds();
        let predictions = self.library.assemble(&prepared.batch, &outputs).map_err(DoorError::from)?;
        let object = decisions_object(&prepared.instances, &predictions)?;
        set(&object, "device", &JsValue::from_str(device))?;
        set(&object, "seconds", &JsValue::from_f64(seconds + clock.seconds() - started))?;
        Ok(object)
    }

    /// Solves an instance of a robust family. `outputs`, when given, are used instead of asking a model; `listener` receives every event,
    /// `keeper` every better decision, `{ values, decision, objective }`.
    ///
    /// # Errors
    /// `invalid-input`, `not-applicable`, `no-model`, with field and value. Limits are statuses of the answer.
    #[wasm_bindgen(js_name = solveRobust)]
    pub fn solve_robust(
        &self,
        instance: &JsValue,
        options: JsValue,
        listener: Option<Function>,
        keeper: Option<Function>,
        outputs: Option<Vec<f32>>,
    ) -> Result<JsValue, JsValue> {
        let problem = Problem::Robust(read_instance(instance)?);
        self.solve(&problem, options, listener.as_ref(), keeper.as_ref(), outputs)
    }

    /// Draws `count` cases of an instance's uncertainty set and tries a decision, `x` then `y0` then `y`, on each:
    /// `{ violations, objectives, broken, worst }`, where `worst` is the whole set's worst case in closed form.
    ///
    /// # Errors
    /// `invalid-input` when the instance, the length of the decision, the count or the seed is out of range.
    pub fn scenarios(
        &self,
        instance: &JsValue,
        decision: Vec<f64>,
        count: usize,
        seed: f64,
    ) -> Result<JsValue, JsValue> {
        let instance = read_instance(instance)?;
        instance.validate().map_err(DoorError::from)?;
        let expected = instance.decision_length();
        if decision.len() != expected || decision.iter().any(|v| !v.is_finite()) {
            let message = format!("decision must have {expected} finite numbers; it has {}", decision.len());
            return Err(DoorError::new(Code::InvalidInput, message).at("decision", decision.len()).into());
        }
        if count > MAX_SCENARIOS {
            let message = format!("count is {count}; it must be at most {MAX_SCENARIOS}");
            return Err(DoorError::new(Code::InvalidInput, message).at("count", count).into());
        }
        let mut stream = Stream::new(read_seed(seed)?);
        let trials: Vec<_> = (0..count).map(|_| instance.trial(&decision, &mut stream)).collect();
        let tolerance = instance.tolerance();
        let broken = trials.iter().filter(|trial| trial.0 > tolerance).count();
        let column = |values: Vec<f64>| Float64Array::from(values.as_slice());
        let object = Object::new();
        set(&object, "violations", &column(trials.iter().map(|trial| trial.0).collect()))?;
        set(&object, "objectives", &column(trials.iter().map(|trial| trial.1).collect()))?;
        set(&object, "broken", &JsValue::from_f64(broken as f64))?;
        let worst = Object::new();
        set(&worst, "violation", &JsValue::from_f64(instance.violation(&decision)))?;
        set(&worst, "objective", &JsValue::from_f64(instance.objective(&decision)))?;
        set(&worst, "holds", &JsValue::from_bool(instance.is_feasible(&decision)))?;
        set(&object, "worst", &worst)?;
        Ok(object.into())
    }
}

/// Instances ready for forward passes on another device.
#[wasm_bindgen]
pub struct PreparedRobust {
    batch: Batch,
    instances: Vec<Instance>,
}

#[wasm_bindgen]
impl PreparedRobust {
    /// The passes, as those of [`crate::cpu::PreparedBatch`].
    ///
    /// # Errors
    /// Only if the JavaScript engine refuses to set a property of a plain object.
    pub fn passes(&self) -> Result<Array, JsValue> {
        self.batch.passes.iter().map(crate::answer::pass_object).collect()
    }
}

/// Adds to an answer what robust families have beyond others.
///
/// # Errors
/// Only if the JavaScript engine refuses to set a property of a plain object.
pub fn complete(object: &JsValue, instance: &Instance, answer: &Answer) -> Result<(), JsValue> {
    if answer.solution.status.has_values() {
        set(object, "decision", &decision_object(instance, &answer.solution.values)?)?;
    }
    if let Some(account) = &answer.robust {
        set(object, "robust", &account_object(account)?)?;
    }
    Ok(())
}

fn account_object(account: &Account) -> Result<JsValue, JsValue> {
    let object = Object::new();
    set(&object, "violation", &JsValue::from_f64(account.violation))?;
    set(&object, "objective", &JsValue::from_f64(account.objective))?;
    set(&object, "repaired", &JsValue::from_bool(account.repaired))?;
    Ok(object.into())
}

/// A decision as its parts: `{ x }`, or `{ x, y0, y }`.
pub(crate) fn decision_object(instance: &Instance, values: &[f64]) -> Result<JsValue, JsValue> {
    let object = Object::new();
    for (name, range) in instance.parts() {
        set(&object, name, &Float64Array::from(&values[range]))?;
    }
    Ok(object.into())
}

/// Predictions of a batch: `{ probabilities, models, decisions, objectives, accounts }`, arrays with one entry an instance.
fn decisions_object(instances: &[Instance], predictions: &[Prediction]) -> Result<JsValue, JsValue> {
    let arrays: [(&str, Array); 5] =
        ["probabilities", "models", "decisions", "objectives", "accounts"].map(|name| (name, Array::new()));
    for (instance, prediction) in instances.iter().zip(predictions) {
        let Some(repaired) = decide(instance, &prediction.probabilities) else {
            let message = "the repaired decision did not pass its check: numbers of very different sizes";
            return Err(DoorError::new(Code::NotApplicable, message).into());
        };
        let entries = [
            Float32Array::from(prediction.probabilities.as_slice()).into(),
            JsValue::from_str(&prediction.model),
            decision_object(instance, &repaired.decision)?,
            JsValue::from_f64(repaired.objective),
            account_object(&repaired.account)?,
        ];
        for ((_, array), entry) in arrays.iter().zip(&entries) {
            array.push(entry);
        }
    }
    let object = Object::new();
    for (name, array) in &arrays {
        set(&object, name, array)?;
    }
    Ok(object.into())
}

fn instance_object(instance: &Instance) -> Result<JsValue, JsValue> {
    let object = Object::new();
    let vector = |name: &str, values: &[f64]| set(&object, name, &Float64Array::from(values));
    match instance {
        Instance::Knapsack(i) => {
            vector("values", &i.values)?;
            vector("weights", &i.weights)?;
            vector("capacities", &i.capacities)?;
            set(&object, "domain", &JsValue::from_str(i.domain.name()))?;
        }
        Instance::Inventory(i) => {
            vector("revenue", &i.revenue)?;
            vector("cost", &i.cost)?;
            vector("demand", &i.demand)?;
            vector("sensitivity", &i.sensitivity)?;
            vector("factors", &i.factors)?;
            vector("upper", &i.upper)?;
            set(&object, "capacity", &JsValue::from_f64(i.capacity))?;
        }
    }
    set(&object, "family", &JsValue::from_str(instance.family()))?;
    set(&object, "rho", &JsValue::from_f64(instance.radius()))?;
    set(&object, "set", &JsValue::from_str(instance.set().name()))?;
    Ok(object.into())
}

fn read_instances(values: &Array) -> Result<Vec<Instance>, DoorError> {
    let mut instances = Vec::with_capacity(values.length() as usize);
    for (k, value) in values.iter().enumerate() {
        let within = |error: DoorError| error.within(format!("instances[{k}]"));
        let instance = read_instance(&value).map_err(within)?;
        instance.validate().map_err(|error| within(error.into()))?;
        instances.push(instance);
    }
    Ok(instances)
}

/// Reads an instance whose arrays are `Float64Array`s, as the package makes them; the numbers are checked by [`Instance::validate`].
fn read_instance(value: &JsValue) -> Result<Instance, DoorError> {
    let from = Fields(value);
    let (set, rho) = (from.set()?, from.number("rho")?);
    let family = from.text("family")?;
    match family.as_str() {
        knapsack::FAMILY => Ok(Instance::Knapsack(knapsack::Instance {
            values: from.vector("values")?,
            weights: from.vector("weights")?,
            capacities: from.vector("capacities")?,
            set,
            rho,
            domain: from.domain()?,
        })),
        inventory::FAMILY => Ok(Instance::Inventory(inventory::Instance {
            revenue: from.vector("revenue")?,
            cost: from.vector("cost")?,
            demand: from.vector("demand")?,
            sensitivity: from.vector("sensitivity")?,
            factors: from.vector("factors")?,
            upper: from.vector("upper")?,
            capacity: from.number("capacity")?,
            set,
            rho,
        })),
        _ => Err(DataError::Family { value: family, expected: knapsack::FAMILY }.into()),
    }
}

/// The fields of an object whose types the package has checked. What is of another type reads as what the checks of the families
/// refuse: no number as NaN, no array as an empty one.
struct Fields<'a>(&'a JsValue);

impl Fields<'_> {
    fn get(&self, name: &str) -> Result<JsValue, DoorError> {
        let missing = |_| DoorError::new(Code::InvalidInput, format!("{name} is missing")).at(name, "");
        Reflect::get(self.0, &JsValue::from_str(name)).map_err(missing)
    }

    fn vector(&self, name: &str) -> Result<Vec<f64>, DoorError> {
        self.get(name).map(|array| Float64Array::new(&array).to_vec())
    }

    fn number(&self, name: &str) -> Result<f64, DoorError> {
        self.get(name).map(|number| number.as_f64().unwrap_or(f64::NAN))
    }

    fn count(&self, name: &str) -> Result<usize, DoorError> {
        self.number(name).map(|number| number as usize)
    }

    fn text(&self, name: &str) -> Result<String, DoorError> {
        self.get(name).map(|text| text.as_string().unwrap_or_default())
    }

    fn set(&self) -> Result<UncertaintySet, DoorError> {
        let name = self.text("set")?;
        UncertaintySet::from_name(&name).ok_or_else(|| unknown("set", &name))
    }

    fn domain(&self) -> Result<Domain, DoorError> {
        let name = self.text("domain")?;
        Domain::from_name(&name).ok_or_else(|| unknown("domain", &name))
    }
}

fn unknown(field: &str, name: &str) -> DoorError {
    DoorError::new(Code::InvalidInput, format!("{field} is {name:?}; this version does not know it"))
        .at(field, name)
}
