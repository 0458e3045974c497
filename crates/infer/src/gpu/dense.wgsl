// act(x W + b): an invocation per output value.
// Input [rows, INPUTS], output [rows, UNITS].
//
// Prepended: `bindings.wgsl`, INPUTS and UNITS values per period, activate().

// W [INPUTS, UNITS], then b [UNITS].
@group(0) @binding(1) var<storage, read> weights: array<f32>;

@compute @workgroup_size(64)
fn run(
    @builtin(workgroup_id) group: vec3<u32>,
    @builtin(num_workgroups) groups: vec3<u32>,
    @builtin(local_invocation_index) lane: u32,
) {
    let index = (group.y * groups.x + group.x) * 64u + lane;
    if index < shape.rows * UNITS {
        let row = index / UNITS;
        let unit = index % UNITS;
        var sum = weights[INPUTS * UNITS + unit];
        for (var k = 0u; k < INPUTS; k += 1u) {
            sum += input[row * INPUTS + k] * weights[k * UNITS + unit];
        }
        output[index] = activate(sum);
    }
}
