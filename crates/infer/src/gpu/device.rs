//! A GPU device and what became of it.

use std::sync::{Arc, Mutex, PoisonError};

use super::GpuError;
use super::signal::signal;

/// A GPU device. Models share it; it is lost for all of them at once.
pub struct GpuDevice {
    pub(super) device: wgpu::Device,
    pub(super) queue: wgpu::Queue,
    adapter: String,
    trouble: Arc<Mutex<Trouble>>,
}

/// What the device reported outside of any call.
#[derive(Default)]
struct Trouble {
    lost: Option<String>,
    failed: Option<String>,
}

impl GpuDevice {
    /// Asks the host for a device with WebGPU's default limits, which every conforming adapter has, and no
    /// optional feature.
    ///
    /// In a browser, ask `navigator.gpu?.requestAdapter()` first: without WebGPU there is nothing to load
    /// this code for.
    ///
    /// # Errors
    /// [`GpuError::NoAdapter`] when there is no adapter or it gives no device.
    pub async fn request() -> Result<Self, GpuError> {
        if wgpu::Instance::enabled_backend_features().is_empty() {
            let reason = "this build has no backend for this platform".to_owned();
            return Err(GpuError::NoAdapter { reason });
        }
        let no_adapter = |reason: String| GpuError::NoAdapter { reason };
        let instance = wgpu::Instance::new(wgpu::InstanceDescriptor::new_without_display_handle());
        let options = wgpu::RequestAdapterOptions {
            power_preference: wgpu::PowerPreference::HighPerformance,
            ..wgpu::RequestAdapterOptions::default()
        };
        let adapter =
            instance.request_adapter(&options).await.map_err(|error| no_adapter(error.to_string()))?;
        let descriptor = wgpu::DeviceDescriptor::default();
        let requested = adapter.request_device(&descriptor).await;
        let (device, queue) = requested.map_err(|error| no_adapter(error.to_string()))?;
        let trouble = Arc::new(Mutex::new(Trouble::default()));
        let lost = Arc::clone(&trouble);
        device.set_device_lost_callback(move |reason, message| {
            record(&lost, |trouble| &mut trouble.lost, format!("{reason:?}: {message}"));
        });
        let failed = Arc::clone(&trouble);
        device.on_uncaptured_error(Arc::new(move |error: wgpu::Error| {
            record(&failed, |trouble| &mut trouble.failed, error.to_string());
        }));
        let info = adapter.get_info();
        let name = if info.name.is_empty() { info.vendor.to_string() } else { info.name };
        Ok(Self { device, queue, adapter: name, trouble })
    }

    /// The adapter's name, as far as the host tells it.
    pub fn adapter(&self) -> &str {
        &self.adapter
    }

    /// Frees the device; every later use of it gives [`GpuError::Lost`].
    pub fn destroy(&self) {
        record(&self.trouble, |trouble| &mut trouble.lost, "destroyed".to_owned());
        self.device.destroy();
    }

    /// The first trouble that the device reported, being lost before anything else.
    ///
    /// # Errors
    /// [`GpuError::Lost`] for good; [`GpuError::Device`] once, so that a smaller call may work.
    pub fn check(&self) -> Result<(), GpuError> {
        let mut trouble = self.trouble.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(reason) = trouble.lost.clone() {
            return Err(GpuError::Lost { reason });
        }
        match trouble.failed.take() {
            Some(reason) => Err(GpuError::Device { reason }),
            None => Ok(()),
        }
    }

    /// Waits until the first `bytes` of `buffer` are mapped and reads them as floats.
    pub(super) async fn read(&self, buffer: &wgpu::Buffer, bytes: u64) -> Result<Vec<f32>, GpuError> {
        let (sender, mapped) = signal();
        buffer.map_async(wgpu::MapMode::Read, 0..bytes, move |result| sender.send(result));
        // A browser calls back by itself; elsewhere somebody has to ask.
        #[cfg(not(target_arch = "wasm32"))]
        if let Err(error) = self.device.poll(wgpu::PollType::wait_indefinitely()) {
            self.check()?;
            return Err(GpuError::Device { reason: error.to_string() });
        }
        if let Err(error) = mapped.await {
            self.check()?;
            return Err(GpuError::Device { reason: error.to_string() });
        }
        let view = buffer.get_mapped_range(0..bytes);
        let view = view.map_err(|error| GpuError::Device { reason: error.to_string() })?;
        let values = bytemuck::pod_collect_to_vec(&view);
        drop(view);
        buffer.unmap();
        Ok(values)
    }
}

/// Keeps the first message.
fn record(trouble: &Mutex<Trouble>, field: fn(&mut Trouble) -> &mut Option<String>, message: String) {
    let mut trouble = trouble.lock().unwrap_or_else(PoisonError::into_inner);
    field(&mut trouble).get_or_insert(message);
}
