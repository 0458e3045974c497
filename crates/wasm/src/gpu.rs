//! Prediction on WebGPU. A pack prepares the passes, and answers alone where there is no WebGPU.

use crate::error::{BindingError, Code};
use crate::json;
use hunch_infer::Bundle;
use hunch_infer::gpu::{GpuDevice, GpuModel};
use std::collections::BTreeMap;
use std::sync::Arc;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

/// A GPU device and the models on it.
#[wasm_bindgen]
pub struct GpuBindings {
    device: Arc<GpuDevice>,
    models: BTreeMap<String, GpuModel>,
}

#[wasm_bindgen]
impl GpuBindings {
    /// Asks for a device. The caller has seen that `navigator.gpu` has an adapter, so this does not fail on
    /// the console.
    ///
    /// # Errors
    /// `no-webgpu`.
    #[allow(
        clippy::arc_with_non_send_sync,
        reason = "models share the device by Arc, which other machines than a browser need"
    )]
    pub async fn request() -> Result<GpuBindings, JsValue> {
        let device = GpuDevice::request().await.map_err(BindingError::from)?;
        Ok(Self { device: Arc::new(device), models: BTreeMap::new() })
    }

    /// The adapter's name, as far as the browser tells it.
    #[wasm_bindgen(getter)]
    pub fn adapter(&self) -> String {
        self.device.adapter().to_owned()
    }

    /// Moves a weights file to the device. A model of the same name is replaced.
    ///
    /// # Errors
    /// `invalid-weights`; `no-webgpu` for a model that only the CPU runs; `device-lost`.
    pub async fn load(&mut self, bytes: Vec<u8>) -> Result<(), JsValue> {
        let bundle = Bundle::read(&bytes, &json::read).map_err(BindingError::from)?;
        let model = GpuModel::new(Arc::clone(&self.device), &bundle).await.map_err(BindingError::from)?;
        self.models.insert(bundle.card().name.clone(), model);
        Ok(())
    }

    /// One forward pass of the model of that name: `input` `[sequences, steps, features]` to `[sequences,
    /// steps, outputs]`.
    ///
    /// # Errors
    /// `no-webgpu` when the model is not on the device or the device does not take its size; `device-lost`.
    pub async fn forward(
        &mut self,
        model: String,
        input: Vec<f32>,
        sequences: usize,
        steps: usize,
    ) -> Result<Vec<f32>, JsValue> {
        let Some(network) = self.models.get_mut(&model) else {
            let message = format!("model {model:?} is not on the GPU");
            return Err(BindingError::new(Code::NoWebgpu, message).into());
        };
        let outputs = network.forward(&input, sequences, steps).await.map_err(BindingError::from)?;
        Ok(outputs)
    }

    /// Frees the device. Every later call fails with `device-lost`.
    pub fn destroy(&self) {
        self.device.destroy();
    }
}
