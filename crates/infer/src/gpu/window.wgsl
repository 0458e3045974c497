// The values of periods t - BEFORE ... t + AFTER side by side, zero outside of the sequence: an invocation per output value.
// Input [rows, INPUTS], output [rows, (BEFORE + AFTER + 1) · INPUTS].
//
// Prepended: `bindings.wgsl`, INPUTS values per period, BEFORE, AFTER.

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
