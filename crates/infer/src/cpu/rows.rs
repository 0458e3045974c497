//! Moving rows: no arithmetic.

/// [sequences, steps, width] → [steps, sequences, width], so that the rows of one period lie side by side.
pub(super) fn gather(input: &[f32], sequences: usize, steps: usize, out: &mut Vec<f32>) {
    let width = input.len() / (sequences * steps);
    out.clear();
    for step in 0..steps {
        for sequence in 0..sequences {
            let row = (sequence * steps + step) * width;
            out.extend_from_slice(&input[row..row + width]);
        }
    }
}

/// [steps, sequences, width] → [sequences, steps, width], appended to `out`.
pub(super) fn scatter(block: &[f32], sequences: usize, steps: usize, width: usize, out: &mut Vec<f32>) {
    for sequence in 0..sequences {
        for step in 0..steps {
            let row = (step * sequences + sequence) * width;
            out.extend_from_slice(&block[row..row + width]);
        }
    }
}

/// The rows of periods t − before … t + after side by side: [steps, sequences, width] → [steps, sequences,
/// window · width], zero outside of the sequence.
pub(super) fn window(input: &[f32], output: &mut [f32], sequences: usize, steps: usize, before: usize) {
    let width = input.len() / (sequences * steps);
    let wide = output.len() / (sequences * steps);
    for (row, out) in output.chunks_exact_mut(wide).enumerate() {
        let (step, sequence) = (row / sequences, row % sequences);
        for (offset, out) in out.chunks_exact_mut(width).enumerate() {
            match (step + offset).checked_sub(before) {
                Some(source) if source < steps => {
                    let start = (source * sequences + sequence) * width;
                    out.copy_from_slice(&input[start..start + width]);
                }
                _ => out.fill(0.0),
            }
        }
    }
}
