//! The host's side of a computation: its clock and its event sink.

use hunch_model::{Control, Event, Keeper, Limits, Session};
use js_sys::{Function, Reflect};
use serde::Serialize;
use wasm_bindgen::{JsCast, JsValue};

/// A monotone clock in seconds: `performance.now()`, which windows, workers and Node all have on their global
/// object. A host without it stands still at 0.
pub struct Clock {
    performance: Option<web_sys::Performance>,
}

impl Clock {
    /// Finds the host's clock.
    pub fn new() -> Self {
        let found = Reflect::get(&js_sys::global(), &JsValue::from_str("performance")).ok();
        Self { performance: found.filter(JsValue::is_object).map(JsCast::unchecked_into) }
    }

    /// Seconds since the host's origin.
    pub fn seconds(&self) -> f64 {
        self.performance.as_ref().map_or(0.0, |performance| performance.now() / 1000.0)
    }
}

impl Default for Clock {
    fn default() -> Self {
        Self::new()
    }
}

/// Hands an event and its time to JavaScript. A listener that throws loses that event, not the computation.
pub fn tell(listener: &Function, seconds: f64, event: &Event) {
    let Ok(value) = event.serialize(&serde_wasm_bindgen::Serializer::new()) else { return };
    let time = JsValue::from_f64(seconds);
    if Reflect::set(&value, &JsValue::from_str("seconds"), &time).is_ok() {
        listener.call1(&JsValue::NULL, &value).ok();
    }
}

/// Runs `body` under a time limit, with the host's clock and a listener, which may want to hear what was
/// found alone. Nothing interrupts a call from inside: the package ends the worker instead.
pub(crate) fn with_session<T>(
    clock: &Clock,
    seconds: Option<f64>,
    told: Option<(&Function, bool)>,
    mut keeper: Option<impl FnMut(&[f64])>,
    body: impl FnOnce(&mut dyn Control) -> T,
) -> T {
    let now = || clock.seconds();
    let mut sink = |seconds, event| {
        if let Some((listener, _)) = told {
            tell(listener, seconds, &event);
        }
    };
    let limits = Limits { seconds, work: None };
    let sink = told.is_some().then_some(&mut sink as _);
    let mut session = Session::new(limits, &now, &|| false, sink)
        .telling_found_only(told.is_some_and(|(_, found_only)| found_only))
        .keeping(keeper.as_mut().map(|keep| keep as &mut Keeper<'_>));
    body(&mut session)
}
