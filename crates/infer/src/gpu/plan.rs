//! What a pass needs before there is a device, and how its shader and weights are written down.

use hunch_bundle::operator::DIRECTIONS;

/// Invocations per workgroup that every WebGPU device has.
pub(super) const MAX_GROUP: usize = 256;
/// Hidden units are spread over whole groups of this many invocations, the width at which common hardware
/// issues them.
pub(super) const GROUP_STEP: usize = 32;
/// Invocations per workgroup of the passes with an invocation per value, as in their shaders.
const VALUES_GROUP: u64 = 64;

/// How many workgroups a pass takes.
#[derive(Clone, Copy)]
pub(super) enum Grid {
    /// One per sequence and direction.
    Sequences,
    /// One per sequence.
    #[cfg(feature = "decoder")]
    Whole,
    /// An invocation per output value.
    Values,
}

impl Grid {
    /// Workgroups along x and y; `most` is the device's limit along one axis.
    pub(super) fn workgroups(self, sequences: usize, values: usize, most: u32) -> (u32, u32) {
        match self {
            Self::Sequences => (sequences as u32, DIRECTIONS.len() as u32),
            #[cfg(feature = "decoder")]
            Self::Whole => (sequences as u32, 1),
            Self::Values => {
                let groups = (values as u64).div_ceil(VALUES_GROUP);
                let columns = groups.min(most.into());
                (columns as u32, groups.div_ceil(columns.max(1)) as u32)
            }
        }
    }
}

/// What a pass needs before there is a device.
pub(super) struct Plan {
    pub shader: String,
    pub weights: Vec<f32>,
    pub grid: Grid,
    /// Multiply-adds per row.
    pub work: u64,
}

/// Rows of four gates for `units` units each, the four gates of a unit side by side.
pub(super) fn gates(matrix: &[f32], units: usize, weights: &mut Vec<f32>) {
    for row in matrix.chunks_exact(4 * units) {
        for unit in 0..units {
            weights.extend((0..4).map(|gate| row[gate * units + unit]));
        }
    }
}

/// The top of every shader: what it reads and writes, and its sizes as constants.
pub(super) fn opening(sizes: &[(&str, usize)]) -> String {
    let constants = sizes.iter().map(|(name, size)| format!("const {name}: u32 = {size}u;\n"));
    include_str!("bindings.wgsl").to_owned() + &constants.collect::<String>()
}
