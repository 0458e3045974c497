//! Instances and distributions as JavaScript has them, read and written by the tables of their families.
//! Instances have many numbers and come by the thousand, so their arrays are read as wholes.

use crate::answer::set;
use crate::error::{BindingError, Code};
use hunch_families::fields::{Field, Fields, Shape, Value};
use hunch_families::{AnyFamily, Case};
use js_sys::{Array, Float64Array, Object, Reflect};
use std::sync::Arc;
use wasm_bindgen::JsValue;

/// The family that an input says it is of.
///
/// # Errors
/// `invalid-input` for a family that this module does not have.
pub fn family_of(value: &JsValue) -> Result<&'static dyn AnyFamily, BindingError> {
    let name = get(value, "family")?.as_string().unwrap_or_default();
    hunch_families::family(&name).map_err(BindingError::from)
}

/// Reads and checks an instance.
///
/// # Errors
/// `invalid-input`, with field and value.
pub fn read_instance(value: &JsValue) -> Result<Arc<dyn Case>, BindingError> {
    let family = family_of(value)?;
    Ok(family.read(read_fields(family, family.fields(), value)?)?)
}

/// Reads and checks an array of instances; an error says in which of them.
///
/// # Errors
/// As [`read_instance`].
pub fn read_instances(values: &Array) -> Result<Vec<Arc<dyn Case>>, BindingError> {
    let mut instances = Vec::with_capacity(values.length() as usize);
    for (k, value) in values.iter().enumerate() {
        instances.push(read_instance(&value).map_err(|error| error.within(format!("instances[{k}]")))?);
    }
    Ok(instances)
}

/// Reads an object whose types the package has checked, with arrays that are `Float64Array`s. What is of
/// another type reads as what the families' checks refuse: no number as NaN, no array as an empty one.
///
/// # Errors
/// `invalid-input` for a field that is missing.
pub fn read_fields(family: &dyn AnyFamily, table: &[Field], value: &JsValue) -> Result<Fields, BindingError> {
    let mut fields = Fields::of(family.name());
    let number = |value: JsValue| value.as_f64().unwrap_or(f64::NAN);
    for field in table {
        let found = get(value, field.name)?;
        let read = match field.shape {
            Shape::Number | Shape::Whole => Value::Number(number(found)),
            Shape::Choice(_) => Value::Text(found.as_string().unwrap_or_default()),
            Shape::Numbers(_) => Value::Numbers(Float64Array::new(&found).to_vec()),
            Shape::Range => {
                Value::Range { low: number(get(&found, "low")?), high: number(get(&found, "high")?) }
            }
        };
        fields = fields.with(field.name, read);
    }
    Ok(fields)
}

/// An input as a plain object.
///
/// # Errors
/// Only if the JavaScript engine refuses to set a property of a plain object.
pub fn fields_object(fields: &Fields) -> Result<JsValue, JsValue> {
    let object = Object::new();
    for (name, value) in fields.iter() {
        let value: JsValue = match value {
            Value::Number(number) => JsValue::from_f64(*number),
            Value::Text(text) => JsValue::from_str(text),
            Value::Numbers(numbers) => Float64Array::from(numbers.as_slice()).into(),
            Value::Range { low, high } => {
                let range = Object::new();
                set(&range, "low", &JsValue::from_f64(*low))?;
                set(&range, "high", &JsValue::from_f64(*high))?;
                range.into()
            }
        };
        set(&object, name, &value)?;
    }
    Ok(object.into())
}

fn get(object: &JsValue, name: &str) -> Result<JsValue, BindingError> {
    let missing = |_| BindingError::new(Code::InvalidInput, format!("{name} is missing")).at(name, "");
    Reflect::get(object, &JsValue::from_str(name)).map_err(missing)
}
