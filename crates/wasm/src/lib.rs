//! The bindings: what JavaScript can call.
//!
//! One crate, several modules. Feature `search` holds our own search of programs; `lots` and `robust` hold
//! that too, and the instances of some families: sampling, prediction on the CPU, every method; `proof` holds
//! it with the maker of certificates, `kinds` with what programs may say beyond linear rows and integers,
//! `strategies` that and answers from files of strategies. Four
//! more load only when asked for: `gpu` holds prediction on WebGPU alone, `microlp` the second engine alone,
//! `text` the readers and writers of program texts alone, `check` the checker of
//! certificates alone. The functions here are called by the package `hunch-solver`,
//! which checks types, runs a module in a worker and replaces it after a panic; pages call the package. Maps of
//! strategies alone are asked for by a page that draws them.

pub mod error;

#[cfg(feature = "search")]
pub mod answer;
#[cfg(feature = "search")]
pub mod bindings;
#[cfg(feature = "search")]
mod certificate;
#[cfg(feature = "check")]
pub mod check;
#[cfg(feature = "kinds")]
mod curvature;
#[cfg(feature = "kinds")]
pub mod demand;
#[cfg(feature = "instances")]
pub mod fields;
#[cfg(feature = "gpu")]
pub mod gpu;
#[cfg(feature = "search")]
pub mod host;
#[cfg(feature = "instances")]
pub mod instances;
#[cfg(any(feature = "instances", feature = "gpu", feature = "strategies"))]
pub mod json;
#[cfg(feature = "insight")]
pub mod loaded;
#[cfg(feature = "strategies")]
pub mod map;
#[cfg(feature = "microlp")]
pub mod microlp;
#[cfg(any(feature = "search", feature = "check", feature = "microlp", feature = "text"))]
pub mod parcel;
#[cfg(feature = "kinds")]
pub mod pool;
#[cfg(feature = "instances")]
pub mod scenarios;
#[cfg(feature = "search")]
pub mod second_engine;
#[cfg(feature = "search")]
pub mod sliced;
#[cfg(feature = "strategies")]
pub mod strategies;
#[cfg(feature = "text")]
pub mod text;

use std::cell::RefCell;
use wasm_bindgen::prelude::wasm_bindgen;

thread_local! {
    static LAST_PANIC: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Runs once, when the module is instantiated: a panic will be told on the console, and kept for
/// [`last_panic`], before it ends the instance.
#[wasm_bindgen(start)]
pub fn start() {
    std::panic::set_hook(Box::new(|info| {
        LAST_PANIC.set(Some(info.to_string()));
        console_error_panic_hook::hook(info);
    }));
}

/// What the panic said that ended this instance. The only function that may be called after one.
#[wasm_bindgen(js_name = lastPanic)]
pub fn last_panic() -> Option<String> {
    LAST_PANIC.take()
}
