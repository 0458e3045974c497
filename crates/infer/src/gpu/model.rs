//! A model whose weights lie on a GPU.

use std::sync::Arc;

use hunch_model::{Control, Flow, Unlimited};

use super::pass::plan;
use super::plan::{Grid, Plan};
use super::{GpuDevice, GpuError};
use crate::cpu::Standardise;
use crate::forward::{Outcome, WORK_UNIT, check_input, check_output};
use hunch_bundle::Bundle;
use hunch_bundle::operator::Operator;

/// Bytes of one activation buffer: a quarter of the binding size that every device has, so that a phone can
/// hold two.
const MAX_TILE_BYTES: u64 = 32 << 20;
/// Multiply-adds of one submission, a hundred sequences of the lot-sizing network: some 50 ms on integrated
/// graphics, so that an interrupt is seen within 100 ms and no watchdog ends it on slower ones.
const MAX_TILE_WORK: u64 = 1 << 30;

/// A model whose weights lie on a GPU.
pub struct GpuModel {
    device: Arc<GpuDevice>,
    standardise: Option<Standardise>,
    passes: Vec<Pass>,
    layout: wgpu::BindGroupLayout,
    shape: wgpu::Buffer,
    workspace: Option<Workspace>,
    input_width: usize,
    output_width: usize,
    /// Values per period of the widest activation.
    widest: usize,
}

/// One operator: its dispatch, its weights and the width that it leaves.
struct Pass {
    pipeline: wgpu::ComputePipeline,
    weights: wgpu::Buffer,
    grid: Grid,
    work: u64,
    width: usize,
}

/// Buffers for a number of rows, kept between calls. Passes read one of the first two and write the other, in
/// turns.
struct Workspace {
    rows: usize,
    activations: [wgpu::Buffer; 2],
    result: wgpu::Buffer,
    bindings: Vec<wgpu::BindGroup>,
}

impl GpuModel {
    /// Compiles the operators of a bundle and moves its weights to the device.
    ///
    /// # Errors
    /// [`GpuError::Unsupported`] for an operator that only the CPU runs; [`GpuError::Lost`] and
    /// [`GpuError::Device`] from the device.
    pub async fn new(device: Arc<GpuDevice>, bundle: &Bundle) -> Result<Self, GpuError> {
        device.check()?;
        let scope = device.device.push_error_scope(wgpu::ErrorFilter::Validation);
        let layout = bind_group_layout(&device.device);
        let operators = &bundle.card().architecture;
        let standardised = matches!(operators.first(), Some(Operator::Standardise {}));
        let mut passes = Vec::new();
        let mut width = bundle.input_width();
        let mut widest = width;
        for (index, operator) in operators.iter().enumerate().skip(usize::from(standardised)) {
            let output = operator.output_width(index, width)?;
            let plan = plan(bundle, index, operator, width, output)?;
            passes.push(Pass::new(&device, &layout, plan, output));
            width = output;
            widest = widest.max(width);
        }
        let shape = device.device.create_buffer(&wgpu::BufferDescriptor {
            label: Some("shape"),
            size: SHAPE_BYTES,
            usage: wgpu::BufferUsages::UNIFORM | wgpu::BufferUsages::COPY_DST,
            mapped_at_creation: false,
        });
        let refused = scope.pop().await;
        device.check()?;
        if let Some(error) = refused {
            return Err(GpuError::Device { reason: error.to_string() });
        }
        Ok(Self {
            device,
            standardise: standardised.then(|| Standardise::new(bundle.card())),
            passes,
            layout,
            shape,
            workspace: None,
            input_width: bundle.input_width(),
            output_width: width,
            widest,
        })
    }

    /// The outputs [batch, steps, outputs] of `input` [batch, steps, features], both row-major.
    ///
    /// # Errors
    /// [`GpuError::Forward`] as on the CPU; [`GpuError::Limit`] when a single sequence passes a limit of the
    /// device; [`GpuError::Lost`] and [`GpuError::Device`] from the device.
    pub async fn forward(&mut self, input: &[f32], batch: usize, steps: usize) -> Result<Vec<f32>, GpuError> {
        Ok(self.forward_with(input, batch, steps, &mut Unlimited).await?.values)
    }

    /// As [`GpuModel::forward`], asking `control` before each submission whether to go on.
    ///
    /// # Errors
    /// As [`GpuModel::forward`]; being stopped is no error.
    pub async fn forward_with(
        &mut self,
        input: &[f32],
        batch: usize,
        steps: usize,
        control: &mut dyn Control,
    ) -> Result<Outcome, GpuError> {
        check_input(input, batch, steps, self.input_width, self.output_width)?;
        self.device.check()?;
        let tile = self.tile(steps)?.min(batch);
        let length = steps * self.input_width;
        let mut values = Vec::with_capacity(batch * steps * self.output_width);
        let mut finished = 0;
        while finished < batch {
            let sequences = tile.min(batch - finished);
            if let Flow::Stop(reason) =
                control.spend(1 + self.work() * (sequences * steps) as u64 / WORK_UNIT)
            {
                return Ok(Outcome { values, sequences: finished, stopped: Some(reason) });
            }
            let rows = &input[finished * length..(finished + sequences) * length];
            match self.run(rows, sequences, steps).await {
                Ok(output) => values.extend(output),
                Err(error) => {
                    // Buffers of a call that failed may be mapped or invalid: the next call makes new ones.
                    self.workspace = None;
                    return Err(error);
                }
            }
            finished += sequences;
        }
        check_output(&values)?;
        Ok(Outcome { values, sequences: batch, stopped: None })
    }

    /// Multiply-adds of one row.
    fn work(&self) -> u64 {
        self.passes.iter().map(|pass| pass.work).sum()
    }

    /// Sequences of one submission.
    fn tile(&self, steps: usize) -> Result<usize, GpuError> {
        let limits = self.device.device.limits();
        let bytes = limits.max_storage_buffer_binding_size.min(MAX_TILE_BYTES).min(limits.max_buffer_size);
        let sequence = (steps * self.widest * size_of::<f32>()) as u64;
        if sequence > bytes {
            return Err(GpuError::Limit { field: "bytes of one sequence", value: sequence, limit: bytes });
        }
        let by_work = MAX_TILE_WORK / (self.work() * steps as u64).max(1);
        let by_groups = u64::from(limits.max_compute_workgroups_per_dimension);
        Ok((bytes / sequence).min(by_work.max(1)).min(by_groups) as usize)
    }

    /// One submission: all passes over a tile, then its result back.
    async fn run(&mut self, input: &[f32], sequences: usize, steps: usize) -> Result<Vec<f32>, GpuError> {
        let rows = sequences * steps;
        if self.workspace.as_ref().is_none_or(|workspace| workspace.rows < rows) {
            self.workspace = Some(self.allocate(rows));
        }
        let Some(workspace) = &self.workspace else { return Ok(Vec::new()) };
        let GpuDevice { device, queue, .. } = &*self.device;
        let shape = [steps as u32, rows as u32, 0, 0];
        queue.write_buffer(&self.shape, 0, bytemuck::cast_slice(&shape));
        match &self.standardise {
            None => queue.write_buffer(&workspace.activations[0], 0, bytemuck::cast_slice(input)),
            Some(standardise) => {
                let mut rows = input.to_vec();
                standardise.apply(&mut rows);
                queue.write_buffer(&workspace.activations[0], 0, bytemuck::cast_slice(&rows));
            }
        }
        let mut encoder = device.create_command_encoder(&wgpu::CommandEncoderDescriptor::default());
        let most = device.limits().max_compute_workgroups_per_dimension;
        {
            let mut compute = encoder.begin_compute_pass(&wgpu::ComputePassDescriptor::default());
            for (pass, bindings) in self.passes.iter().zip(&workspace.bindings) {
                let (x, y) = pass.grid.workgroups(sequences, rows * pass.width, most);
                compute.set_pipeline(&pass.pipeline);
                compute.set_bind_group(0, bindings, &[]);
                compute.dispatch_workgroups(x, y, 1);
            }
        }
        let bytes = (rows * self.output_width * size_of::<f32>()) as u64;
        let last = &workspace.activations[self.passes.len() % 2];
        encoder.copy_buffer_to_buffer(last, 0, &workspace.result, 0, bytes);
        queue.submit([encoder.finish()]);
        let values = self.device.read(&workspace.result, bytes).await?;
        self.device.check()?;
        Ok(values)
    }

    /// Buffers and their bindings for `rows` rows.
    fn allocate(&self, rows: usize) -> Workspace {
        let device = &self.device.device;
        let buffer = |label, width: usize, usage| {
            device.create_buffer(&wgpu::BufferDescriptor {
                label: Some(label),
                size: (rows * width * size_of::<f32>()) as u64,
                usage,
                mapped_at_creation: false,
            })
        };
        let usage = wgpu::BufferUsages::STORAGE | wgpu::BufferUsages::COPY_DST | wgpu::BufferUsages::COPY_SRC;
        let activations =
            [buffer("activations 0", self.widest, usage), buffer("activations 1", self.widest, usage)];
        let usage = wgpu::BufferUsages::MAP_READ | wgpu::BufferUsages::COPY_DST;
        let result = buffer("result", self.output_width, usage);
        let bindings = self.passes.iter().enumerate().map(|(index, pass)| {
            let [input, output] = [&activations[index % 2], &activations[(index + 1) % 2]];
            let buffers = [&self.shape, &pass.weights, input, output];
            let entries: Vec<wgpu::BindGroupEntry<'_>> = (0..)
                .zip(buffers)
                .map(|(binding, buffer)| wgpu::BindGroupEntry {
                    binding,
                    resource: buffer.as_entire_binding(),
                })
                .collect();
            device.create_bind_group(&wgpu::BindGroupDescriptor {
                label: None,
                layout: &self.layout,
                entries: &entries,
            })
        });
        let bindings = bindings.collect();
        Workspace { rows, activations, result, bindings }
    }
}

impl Pass {
    fn new(gpu: &GpuDevice, layout: &wgpu::BindGroupLayout, plan: Plan, width: usize) -> Self {
        let Plan { shader, mut weights, grid, work } = plan;
        let device = &gpu.device;
        let module = device.create_shader_module(wgpu::ShaderModuleDescriptor {
            label: None,
            source: wgpu::ShaderSource::Wgsl(shader.into()),
        });
        let pipeline_layout = device.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
            label: None,
            bind_group_layouts: &[Some(layout)],
            immediate_size: 0,
        });
        let pipeline = device.create_compute_pipeline(&wgpu::ComputePipelineDescriptor {
            label: None,
            layout: Some(&pipeline_layout),
            module: &module,
            entry_point: Some("run"),
            compilation_options: wgpu::PipelineCompilationOptions::default(),
            cache: None,
        });
        // A buffer of a binding must not be empty, even where the shader has no weights.
        weights.resize(weights.len().max(4), 0.0);
        let buffer = device.create_buffer(&wgpu::BufferDescriptor {
            label: Some("weights"),
            size: (weights.len() * size_of::<f32>()) as u64,
            usage: wgpu::BufferUsages::STORAGE | wgpu::BufferUsages::COPY_DST,
            mapped_at_creation: false,
        });
        gpu.queue.write_buffer(&buffer, 0, bytemuck::cast_slice(&weights));
        Self { pipeline, weights: buffer, grid, work, width }
    }
}

/// Bytes of the shaders' `Shape`, padded to the alignment of a uniform buffer.
const SHAPE_BYTES: u64 = 16;

/// Shape, weights, input, output: the same for every pass.
fn bind_group_layout(device: &wgpu::Device) -> wgpu::BindGroupLayout {
    let storage = |read_only| wgpu::BufferBindingType::Storage { read_only };
    let types = [wgpu::BufferBindingType::Uniform, storage(true), storage(true), storage(false)];
    let entries: Vec<wgpu::BindGroupLayoutEntry> = (0..)
        .zip(types)
        .map(|(binding, ty)| wgpu::BindGroupLayoutEntry {
            binding,
            visibility: wgpu::ShaderStages::COMPUTE,
            ty: wgpu::BindingType::Buffer { ty, has_dynamic_offset: false, min_binding_size: None },
            count: None,
        })
        .collect();
    device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor { label: None, entries: &entries })
}
