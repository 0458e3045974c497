// A whole bidirectional LSTM layer: workgroup (sequence, direction), an invocation per hidden unit.
// Input [sequences, steps, INPUTS], output [sequences, steps, 2 · HIDDEN].
//
// Prepended: `bindings.wgsl`, INPUTS values per period, HIDDEN units of a direction, GROUP invocations, UNITS = ceil(HIDDEN / GROUP).

// Per direction INPUTS rows of W, HIDDEN rows of U and the bias, each HIDDEN × (i, f, g, o): one load feeds all gates of a unit.
@group(0) @binding(1) var<storage, read> weights: array<vec4<f32>>;

// The hidden state of the last period and that of this one, in turns: one barrier a period.
var<workgroup> hidden: array<f32, 2u * HIDDEN>;

@compute @workgroup_size(GROUP)
fn run(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
    let direction = group.y;
    let first_row = group.x * shape.steps;
    let base = direction * (INPUTS + HIDDEN + 1u) * HIDDEN;
    var cell: array<f32, UNITS>;
    for (var unit = lane; unit < 2u * HIDDEN; unit += GROUP) {
        hidden[unit] = 0.0;
    }
    workgroupBarrier();
    for (var done = 0u; done < shape.steps; done += 1u) {
        let row = first_row + select(done, shape.steps - 1u - done, direction == 1u);
        let before = (done & 1u) * HIDDEN;
        for (var slot = 0u; slot < UNITS; slot += 1u) {
            let unit = slot * GROUP + lane;
            if unit < HIDDEN {
                var gates = weights[base + (INPUTS + HIDDEN) * HIDDEN + unit];
                var weight = base + unit;
                for (var k = 0u; k < INPUTS; k += 1u) {
                    gates += input[row * INPUTS + k] * weights[weight];
                    weight += HIDDEN;
                }
                for (var k = 0u; k < HIDDEN; k += 1u) {
                    gates += hidden[before + k] * weights[weight];
                    weight += HIDDEN;
                }
                cell[slot] = sigmoid(gates.y) * cell[slot] + sigmoid(gates.x) * hyperbolic_tangent(gates.z);
                let state = sigmoid(gates.w) * hyperbolic_tangent(cell[slot]);
                hidden[HIDDEN - before + unit] = state;
                output[(row * 2u + direction) * HIDDEN + unit] = state;
            }
        }
        workgroupBarrier();
    }
}
