//! JSON texts, parsed by the JavaScript engine.

use hunch_bundle::json::{Json, MAX_DEPTH};
use js_sys::{Array, JSON, Object};
use wasm_bindgen::{JsCast, JsValue};

/// Whole numbers up to here are exact in JavaScript, 2^53.
const MAX_WHOLE: f64 = 9_007_199_254_740_992.0;

/// Parses a text, as [`hunch_bundle::json::ReadJson`] wants it.
///
/// # Errors
/// What the engine says is wrong with it, or that it is nested too deep.
pub fn read(text: &str) -> Result<Json, String> {
    let value = JSON::parse(text).map_err(|error| String::from(Object::from(error).to_string()))?;
    convert(&value, MAX_DEPTH)
}

fn convert(value: &JsValue, levels: usize) -> Result<Json, String> {
    if let Some(number) = value.as_f64() {
        let is_whole = number.fract() == 0.0 && (0.0..=MAX_WHOLE).contains(&number);
        return Ok(if is_whole { Json::Whole(number as u64) } else { Json::Number(number) });
    }
    if let Some(text) = value.as_string() {
        return Ok(Json::Text(text));
    }
    let Some(object) = value.dyn_ref::<Object>() else {
        return Ok(value.as_bool().map_or(Json::Null, Json::Flag));
    };
    let levels =
        levels.checked_sub(1).ok_or_else(|| format!("is nested more than {MAX_DEPTH} levels deep"))?;
    if let Some(entries) = value.dyn_ref::<Array>() {
        return Ok(Json::List(
            entries.iter().map(|entry| convert(&entry, levels)).collect::<Result<_, _>>()?,
        ));
    }
    let mut fields = Vec::new();
    for pair in Object::entries(object).iter() {
        let pair = Array::from(&pair);
        fields.push((pair.get(0).as_string().unwrap_or_default(), convert(&pair.get(1), levels)?));
    }
    Ok(Json::Object(fields))
}
