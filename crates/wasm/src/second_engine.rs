//! The second engine as a pack sees it: a run in another module, reached through its glue.

use crate::parcel::{pack_request, unpack_outcome, unpack_slice};
use hunch_model::{Control, Flow, Program, Solution, Statistics, Status};
use hunch_search::{
    Engine, Guidance, GuidanceAccount, HostedEngine, HostedRun, Outcome, SearchError, Settings, StepResult,
};
use std::cell::RefCell;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

/// Its name in options.
pub const NAME: &str = "microlp";

#[wasm_bindgen]
extern "C" {
    /// The class `MicrolpRun` of the other module.
    pub type RunClass;

    #[wasm_bindgen(method, catch)]
    fn open(this: &RunClass, request: Vec<f64>) -> Result<Run, JsValue>;

    type Run;

    #[wasm_bindgen(method)]
    fn advance(this: &Run) -> Vec<f64>;

    #[wasm_bindgen(method)]
    fn outcome(this: &Run) -> Vec<f64>;

    #[wasm_bindgen(method)]
    fn free(this: &Run);
}

thread_local! {
    static CLASS: RefCell<Option<RunClass>> = const { RefCell::new(None) };
}

/// Brings the second engine along; until then it cannot be asked for.
#[wasm_bindgen(js_name = bringMicrolp)]
pub fn bring_microlp(class: RunClass) {
    CLASS.replace(Some(class));
}

/// The engine, if it was brought along.
pub fn engine() -> Option<Engine> {
    let is_there = CLASS.with_borrow(Option::is_some);
    is_there.then_some(Engine::Hosted(HostedEngine { name: NAME, open: open_run }))
}

fn open_run(
    program: &Program,
    settings: &Settings,
    guidance: &Guidance,
) -> Result<Box<dyn HostedRun>, SearchError> {
    let failed = |reason: String| SearchError::Hosted { name: NAME, reason };
    let request = pack_request(program, settings, guidance);
    let opened = CLASS.with_borrow(|class| class.as_ref().map(|class| class.open(request)));
    match opened {
        Some(Ok(run)) => Ok(Box::new(SecondRun { run, seconds: 0.0, finished: false })),
        Some(Err(thrown)) => Err(failed(message_of(&thrown))),
        None => Err(failed("its module was not brought along".into())),
    }
}

/// The text of an error object.
fn message_of(thrown: &JsValue) -> String {
    let message = js_sys::Reflect::get(thrown, &JsValue::from_str("message")).ok();
    message.and_then(|text| text.as_string()).unwrap_or_else(|| format!("{thrown:?}"))
}

/// A run in the other module. A trap there passes through this module's frames to the package, which then
/// replaces both.
struct SecondRun {
    run: Run,
    seconds: f64,
    finished: bool,
}

impl SecondRun {
    fn run_slices(&mut self, budget: u64, control: &mut dyn Control) -> StepResult {
        let mut spent = 0u64;
        let mut flow = control.spend(0);
        while !self.finished {
            if let Flow::Stop(reason) = flow {
                return StepResult::Stopped(reason);
            }
            if spent >= budget {
                return StepResult::Paused;
            }
            let Some(slice) = unpack_slice(&self.run.advance()) else { break };
            for event in slice.events {
                control.emit(event);
            }
            self.finished = slice.finished;
            spent = spent.saturating_add(slice.work);
            flow = control.spend(slice.work);
        }
        StepResult::Finished
    }
}

impl HostedRun for SecondRun {
    fn step(&mut self, budget: u64, control: &mut dyn Control) -> StepResult {
        let started = control.now();
        let result = self.run_slices(budget, control);
        self.seconds += control.now() - started;
        result
    }

    fn outcome(&self) -> Outcome {
        let mut outcome = unpack_outcome(&self.run.outcome()).unwrap_or_else(|| Outcome {
            solution: Solution::without_values(Status::Error, None, Statistics::default()),
            account: GuidanceAccount::default(),
        });
        outcome.solution.statistics.seconds = self.seconds;
        outcome
    }
}

impl Drop for SecondRun {
    fn drop(&mut self) {
        self.run.free();
    }
}
