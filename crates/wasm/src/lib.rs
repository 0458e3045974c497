//! The browser door: wasm-bindgen over the guide.
