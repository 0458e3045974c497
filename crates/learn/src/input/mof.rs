//! MathOptFormat with parameters: variables in a set `Parameter`. Where such a variable stands by itself it
//! moves a side or the constant of the objective; where it multiplies another variable, that one's
//! coefficient or cost. They are taken out of the text, and the rest is read as any other.

use hunch_model::io::{Format, read_program};
use hunch_model::parametric::{AffineTerm, ParametricProgram, Target};
use serde_json::{Value, json};

/// What a parameter adds to a function.
enum Part {
    /// So many times itself.
    Constant(usize, f64),
    /// So many times itself times a variable.
    Product(usize, String, f64),
}

/// The program with its parameters; `None` where the text has none, or is of another format.
///
/// # Errors
/// A place where a parameter cannot stand, or what the reader finds of the rest.
pub fn read(text: &str) -> Result<Option<ParametricProgram>, String> {
    let Ok(Value::Object(mut root)) = serde_json::from_str::<Value>(text) else { return Ok(None) };
    let Some(Value::Array(constraints)) = root.get("constraints") else { return Ok(None) };
    let names: Vec<String> = constraints.iter().filter_map(parameter).collect();
    if names.is_empty() {
        return Ok(None);
    }
    let mut constraints: Vec<Value> =
        constraints.iter().filter(|constraint| parameter(constraint).is_none()).cloned().collect();
    let mut objective = Vec::new();
    if let Some(function) = root.get_mut("objective").and_then(|o| o.get_mut("function")) {
        objective = take(function, &names).map_err(|why| format!("objective: {why}"))?;
    }
    let mut rows: Vec<(String, Vec<Part>)> = Vec::new();
    for (k, constraint) in constraints.iter_mut().enumerate() {
        let name = match constraint.get("name").and_then(Value::as_str) {
            Some(name) if !name.is_empty() => name.to_owned(),
            _ => format!("constraint {}", k + 1),
        };
        let Some(function) = constraint.get_mut("function") else { continue };
        let parts = take(function, &names).map_err(|why| format!("constraint {name:?}: {why}"))?;
        if !parts.is_empty() {
            constraint["name"] = Value::String(name.clone());
            rows.push((name, parts));
        }
    }
    if let Some(Value::Array(variables)) = root.get_mut("variables") {
        let is_other = |variable: &Value| {
            let name = variable.get("name").and_then(Value::as_str);
            !name.is_some_and(|name| names.iter().any(|known| known == name))
        };
        variables.retain(is_other);
    }
    root.insert("constraints".into(), Value::Array(constraints));
    let text = Value::Object(root).to_string();
    let base = read_program(&text, Format::Mof).map_err(|error| error.to_string())?;
    let mut program = ParametricProgram { base, parameters: names, ..ParametricProgram::default() };
    add(&mut program, objective, None)?;
    for (name, parts) in rows {
        let row = (0..program.base.rows.len()).find(|&i| program.base.rows[i].name == name);
        let row = row.ok_or_else(|| format!("constraint {name:?} with a parameter became no row"))?;
        add(&mut program, parts, Some(row))?;
    }
    program.validate().map_err(|error| error.to_string())?;
    Ok(Some(program))
}

fn add(program: &mut ParametricProgram, parts: Vec<Part>, row: Option<usize>) -> Result<(), String> {
    for part in parts {
        match (part, row) {
            (Part::Constant(parameter, factor), Some(row)) => {
                program.add_right_hand_side_term(row, parameter, -factor);
            }
            (Part::Constant(parameter, coefficient), None) => {
                program.terms.push(AffineTerm { target: Target::Offset, parameter, coefficient });
            }
            (Part::Product(parameter, name, coefficient), row) => {
                let column = program.base.columns.iter().position(|column| column.name == name);
                let column = column.ok_or_else(|| format!("there is no variable {name:?}"))?;
                let target = row.map_or(Target::Cost(column), |row| Target::Coefficient(row, column));
                program.terms.push(AffineTerm { target, parameter, coefficient });
            }
        }
    }
    Ok(())
}

/// The name of the variable that a constraint makes a parameter.
fn parameter(constraint: &Value) -> Option<String> {
    if constraint.get("set")?.get("type")?.as_str()? != "Parameter" {
        return None;
    }
    let function = constraint.get("function")?;
    let name = function.get("name").or_else(|| function.get("variable"))?;
    name.as_str().map(str::to_owned)
}

/// Takes the parameters out of a function.
fn take(function: &mut Value, names: &[String]) -> Result<Vec<Part>, String> {
    let place = |name: &Value| {
        let name = name.as_str()?;
        names.iter().position(|known| known == name)
    };
    let text = |value: &Value, field: &str| value.get(field).cloned().unwrap_or(Value::Null);
    let factor = |term: &Value| term.get("coefficient").and_then(Value::as_f64).unwrap_or(f64::NAN);
    let kind = function.get("type").and_then(Value::as_str).unwrap_or_default().to_owned();
    let mut parts = Vec::new();
    match kind.as_str() {
        "Variable" => {
            if let Some(parameter) = place(&text(function, "name")) {
                parts.push(Part::Constant(parameter, 1.0));
                *function = json!({"type": "ScalarAffineFunction", "terms": [], "constant": 0.0});
            }
        }
        "ScalarAffineFunction" => {
            take_linear(function, "terms", &mut parts, &place);
        }
        "ScalarQuadraticFunction" => {
            take_linear(function, "affine_terms", &mut parts, &place);
            let Some(Value::Array(terms)) = function.get_mut("quadratic_terms") else { return Ok(parts) };
            let mut left = Vec::new();
            for term in terms.drain(..) {
                let (a, b) = (text(&term, "variable_1"), text(&term, "variable_2"));
                match (place(&a), place(&b)) {
                    (None, None) => left.push(term),
                    (Some(_), Some(_)) => return Err(format!("{a}·{b} is not affine in the parameters")),
                    (Some(parameter), None) | (None, Some(parameter)) => {
                        let variable = if place(&a).is_some() { b } else { a };
                        let name = variable.as_str().unwrap_or_default().to_owned();
                        parts.push(Part::Product(parameter, name, factor(&term)));
                    }
                }
            }
            let is_linear = left.is_empty();
            *terms = left;
            if is_linear {
                *function = json!({
                    "type": "ScalarAffineFunction",
                    "terms": text(function, "affine_terms"),
                    "constant": function.get("constant").cloned().unwrap_or(json!(0.0)),
                });
            }
        }
        other => {
            let written = function.to_string();
            if let Some(name) = names.iter().find(|name| written.contains(&format!("{name:?}"))) {
                return Err(format!(
                    "parameter {name:?} stands in a {other}; only scalar affine and quadratic functions may have some"
                ));
            }
        }
    }
    Ok(parts)
}

fn take_linear(
    function: &mut Value,
    field: &str,
    parts: &mut Vec<Part>,
    place: &dyn Fn(&Value) -> Option<usize>,
) {
    let Some(terms) = function.get_mut(field).and_then(Value::as_array_mut) else { return };
    terms.retain(|term| {
        let found = term.get("variable").and_then(place);
        if let Some(parameter) = found {
            let factor = term.get("coefficient").and_then(Value::as_f64).unwrap_or(f64::NAN);
            parts.push(Part::Constant(parameter, factor));
        }
        found.is_none()
    });
}
