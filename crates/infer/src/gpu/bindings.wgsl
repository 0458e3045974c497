// What every pass reads and writes, its weights apart: prepended to each shader.

struct Shape {
    // Periods of a sequence.
    steps: u32,
    // Periods of all sequences.
    rows: u32,
}

@group(0) @binding(0) var<uniform> shape: Shape;
@group(0) @binding(2) var<storage, read> input: array<f32>;
@group(0) @binding(3) var<storage, read_write> output: array<f32>;

