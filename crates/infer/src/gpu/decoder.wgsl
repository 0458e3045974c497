// A decoder with local attention, fed by its own output (the formulas are with the operator, `Operator::Decoder`): a workgroup
// per sequence, which does all periods in one dispatch, since each needs what the one before said.
// Input [sequences, steps, WIDTH], output [sequences, steps, OUTPUTS].
//
// Prepended: `bindings.wgsl`, WIDTH values of a state, LAYERS, RADIUS, UNITS, OUTPUTS, GROUP invocations, SLOTS = ceil(WIDTH / GROUP).

// Per layer its inputs' rows of W, WIDTH rows of U and the bias, each WIDTH × (i, f, g, o); then S, M for the context, M for the
// state and W, four rows of a column side by side; each of the last two with its bias, (b, 0, 0, 0) a column, behind it.
@group(0) @binding(1) var<storage, read> weights: array<vec4<f32>>;

// Rows of four that hold WIDTH and UNITS values.
const WIDTH_QUADS: u32 = (WIDTH + 3u) / 4u;
const UNIT_QUADS: u32 = (UNITS + 3u) / 4u;

// Where the parts lie among the weights.
const FIRST_LAYER: u32 = (OUTPUTS + WIDTH + 1u) * WIDTH;
const NEXT_LAYER: u32 = (2u * WIDTH + 1u) * WIDTH;
const SCORE: u32 = FIRST_LAYER + (LAYERS - 1u) * NEXT_LAYER;
const MIX_CONTEXT: u32 = SCORE + WIDTH_QUADS * WIDTH;
const MIX_STATE: u32 = MIX_CONTEXT + WIDTH_QUADS * UNITS;
const MIX_BIAS: u32 = MIX_STATE + WIDTH_QUADS * UNITS;
const OUTPUT: u32 = MIX_BIAS + UNITS;
const OUTPUT_BIAS: u32 = OUTPUT + UNIT_QUADS * OUTPUTS;

// Where the parts lie in the shared memory: the states of all layers twice, for the last period and this one in turns.
const PADDED: u32 = 4u * WIDTH_QUADS;
const QUERY: u32 = 2u * LAYERS * PADDED;
const CONTEXT: u32 = QUERY + PADDED;
const MIXED: u32 = CONTEXT + PADDED;
const SAID: u32 = MIXED + 4u * UNIT_QUADS;
const SCORES: u32 = SAID + OUTPUTS;

// What the invocations of a sequence share; zero at first, and where vectors are padded.
var<workgroup> shared_values: array<f32, SCORES + 2u * RADIUS + 1u>;

// Σ x A[·, column] for the matrix of `columns` columns at `matrix` and the 4 · `quads` shared values at `values`.
fn product(matrix: u32, columns: u32, column: u32, values: u32, quads: u32) -> f32 {
    var sum = 0.0;
    for (var quad = 0u; quad < quads; quad += 1u) {
        let at = values + 4u * quad;
        let x = vec4(shared_values[at], shared_values[at + 1u], shared_values[at + 2u], shared_values[at + 3u]);
        sum += dot(weights[matrix + quad * columns + column], x);
    }
    return sum;
}

@compute @workgroup_size(GROUP)
fn run(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
    let first_row = group.x * shape.steps;
    let last_row = first_row + shape.steps - 1u;
    // Every layer starts with the encoder's last states: the forward one's of the last period, the backward one's of the first.
    for (var unit = lane; unit < WIDTH; unit += GROUP) {
        let start = input[select(first_row, last_row, unit < WIDTH / 2u) * WIDTH + unit];
        for (var layer = 0u; layer < LAYERS; layer += 1u) {
            shared_values[layer * PADDED + unit] = start;
        }
    }
    workgroupBarrier();
    var cells: array<f32, LAYERS * SLOTS>;
    for (var step = 0u; step < shape.steps; step += 1u) {
        let before = (step & 1u) * LAYERS * PADDED;
        let now = LAYERS * PADDED - before;
        for (var layer = 0u; layer < LAYERS; layer += 1u) {
            let base = select(FIRST_LAYER + (layer - 1u) * NEXT_LAYER, 0u, layer == 0u);
            let inputs = select(WIDTH, OUTPUTS, layer == 0u);
            let below = select(now + (layer - 1u) * PADDED, SAID, layer == 0u);
            for (var slot = 0u; slot < SLOTS; slot += 1u) {
                let unit = slot * GROUP + lane;
                if unit < WIDTH {
                    var gates = weights[base + (inputs + WIDTH) * WIDTH + unit];
                    var weight = base + unit;
                    for (var k = 0u; k < inputs; k += 1u) {
                        gates += shared_values[below + k] * weights[weight];
                        weight += WIDTH;
                    }
                    for (var k = 0u; k < WIDTH; k += 1u) {
                        gates += shared_values[before + layer * PADDED + k] * weights[weight];
                        weight += WIDTH;
                    }
                    let place = layer * SLOTS + slot;
                    let cell = sigmoid(gates.y) * cells[place] + sigmoid(gates.x) * hyperbolic_tangent(gates.z);
                    cells[place] = cell;
                    shared_values[now + layer * PADDED + unit] = sigmoid(gates.w) * hyperbolic_tangent(cell);
                }
            }
            workgroupBarrier();
        }
        let top = now + (LAYERS - 1u) * PADDED;
        for (var unit = lane; unit < WIDTH; unit += GROUP) {
            shared_values[QUERY + unit] = product(SCORE, WIDTH, unit, top, WIDTH_QUADS);
        }
        workgroupBarrier();
        // The periods within the attention's reach that there are.
        let nearest = step - min(step, RADIUS);
        let near = min(step + RADIUS + 1u, shape.steps) - nearest;
        for (var i = lane; i < near; i += GROUP) {
            let row = (first_row + nearest + i) * WIDTH;
            var score = 0.0;
            for (var k = 0u; k < WIDTH; k += 1u) {
                score += shared_values[QUERY + k] * input[row + k];
            }
            shared_values[SCORES + i] = score;
        }
        workgroupBarrier();
        var most = shared_values[SCORES];
        for (var i = 1u; i < near; i += 1u) {
            most = max(most, shared_values[SCORES + i]);
        }
        workgroupBarrier();
        for (var i = lane; i < near; i += GROUP) {
            shared_values[SCORES + i] = exp(shared_values[SCORES + i] - most);
        }
        workgroupBarrier();
        var whole = 0.0;
        for (var i = 0u; i < near; i += 1u) {
            whole += shared_values[SCORES + i];
        }
        for (var unit = lane; unit < WIDTH; unit += GROUP) {
            var sum = 0.0;
            for (var i = 0u; i < near; i += 1u) {
                sum += shared_values[SCORES + i] * input[(first_row + nearest + i) * WIDTH + unit];
            }
            shared_values[CONTEXT + unit] = sum / whole;
        }
        workgroupBarrier();
        for (var unit = lane; unit < UNITS; unit += GROUP) {
            let sum = weights[MIX_BIAS + unit].x
                + product(MIX_CONTEXT, UNITS, unit, CONTEXT, WIDTH_QUADS)
                + product(MIX_STATE, UNITS, unit, top, WIDTH_QUADS);
            shared_values[MIXED + unit] = hyperbolic_tangent(sum);
        }
        workgroupBarrier();
        for (var unit = lane; unit < OUTPUTS; unit += GROUP) {
            let sum = weights[OUTPUT_BIAS + unit].x + product(OUTPUT, OUTPUTS, unit, MIXED, UNIT_QUADS);
            let said = sigmoid(sum);
            shared_values[SAID + unit] = said;
            output[(first_row + step) * OUTPUTS + unit] = said;
        }
        workgroupBarrier();
    }
}
