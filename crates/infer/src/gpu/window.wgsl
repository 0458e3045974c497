// The values of periods t - BEFORE ... t + AFTER side by side, zero outside of the sequence: an invocation per output value.
//
// Prepended: INPUTS values per period, BEFORE, AFTER.

struct Shape {
    steps: u32,
    rows: u32,
}

@group(0) @binding(0) var<uniform> shape: Shape;
// [rows, INPUTS]
@group(0) @binding(2) var<storage, read> input: array<f32>;
// [rows, (BEFORE + AFTER + 1) · INPUTS]
@group(0) @binding(3) var<storage, read_write> output: array<f32>;

const WIDTH: u32 = (BEFORE + AFTER + 1u) * INPUTS;

@compute @workgroup_size(64)
fn run(
    @builtin(workgroup_id) group: vec3<u32>,
    @builtin(num_workgroups) groups: vec3<u32>,
    @builtin(local_invocation_index) lane: u32,
) {
    let index = (group.y * groups.x + group.x) * 64u + lane;
    if index < shape.rows * WIDTH {
        let row = index / WIDTH;
        let offset = (index % WIDTH) / INPUTS;
        let step = row % shape.steps;
        var value = 0.0;
        if step + offset >= BEFORE && step + offset < BEFORE + shape.steps {
            value = input[(row + offset - BEFORE) * INPUTS + index % INPUTS];
        }
        output[index] = value;
    }
}
