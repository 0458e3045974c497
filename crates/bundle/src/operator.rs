//! What a model can be made of: an ordered list of operators, each a map from `[steps, width]` to `[steps,
//! width']`.
//!
//! An operator states its parameters, the tensors that it needs and the width that it leaves, so that a
//! weights file can be checked before any of it runs. A new operator is a variant here and a kernel in
//! `hunch-infer` (and, if it pays, one for the GPU).

use serde::Serialize;

use crate::fields::{Fields, wrong};
use crate::json::Json;
#[cfg(feature = "decoder")]
use crate::limits::{MAX_DECODER_LAYERS, MAX_RADIUS};
use crate::limits::{MAX_DIMENSION, MAX_HIDDEN, MAX_STEPS, MAX_WIDTH};
use crate::{BundleError, Tensor, Values};

/// The function at the end of a dense operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Activation {
    /// x.
    None,
    /// max(0, x).
    Relu,
    /// 1 / (1 + e^-x).
    Sigmoid,
    /// Hyperbolic tangent.
    Tanh,
    /// min(1, max(0, x)).
    Clamp,
    /// 1 where x > 0, else 0: what a binary decision that was trained on [`Activation::Clamp`] answers with.
    Step,
}

impl Activation {
    /// Every activation with its name in a card.
    const NAMES: [(&'static str, Self); 6] = [
        ("none", Self::None),
        ("relu", Self::Relu),
        ("sigmoid", Self::Sigmoid),
        ("tanh", Self::Tanh),
        ("clamp", Self::Clamp),
        ("step", Self::Step),
    ];

    fn read(fields: &Fields<'_>) -> Result<Self, BundleError> {
        let text = fields.text("activation")?;
        let found = Self::NAMES.into_iter().find(|&(name, _)| name == text);
        found.map(|(_, activation)| activation).ok_or_else(|| {
            let path = fields.path("activation");
            wrong(path, Some(&Json::Text(text.clone())), "none, relu, sigmoid, tanh, clamp or step")
        })
    }
}

/// One operator of a model. Its tensors are named `name.part`.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "op", rename_all = "lowercase")]
pub enum Operator {
    /// (x − mean) / std per feature, with the card's statistics. No tensors.
    Standardise {},
    /// Puts the features of periods t − before … t + after side by side, earliest first; zero outside of the
    /// sequence. No tensors.
    Window {
        /// Periods before.
        before: usize,
        /// Periods after.
        after: usize,
    },
    /// act(x W + b) per period. Tensors `w` `[width, units]`, `b` `[units]`.
    Dense {
        /// Prefix of its tensors.
        name: String,
        /// Outputs per period.
        units: usize,
        /// The function at the end.
        activation: Activation,
    },
    /// A bidirectional LSTM layer: per direction i, f, o = σ(x W + h U + b), g = tanh(x W + h U + b), c ← f
    /// c + i g, h ← o tanh(c), from zero states; its output is the forward then the backward state of each
    /// period, width 2·hidden.
    ///
    /// Tensors per direction `forward`, `backward`, the gates in the order i, f, g, o along the last axis:
    /// `forward.w` `[width, 4·hidden]`, `forward.u` `[hidden, 4·hidden]`, `forward.b` `[4·hidden]`.
    Bilstm {
        /// Prefix of its tensors.
        name: String,
        /// Hidden units of one direction.
        hidden: usize,
    },
    /// The mean over binary trees of the leaf that each period's values reach, one output. A node sends
    /// x\[feature\] ≤ threshold to its left child.
    ///
    /// Index tensors `root` `[trees]`, `feature` `[nodes]`, `left` `[nodes]`; `threshold` `[nodes]`. The
    /// right child is left + 1, both come after their parent; left 0 marks a leaf, whose threshold is its
    /// value.
    Forest {
        /// Prefix of its tensors.
        name: String,
        /// Number of trees.
        trees: usize,
        /// Nodes of all trees together.
        nodes: usize,
    },
    /// A decoder with local attention, fed by its own output (Luong et al., "Effective approaches to
    /// attention-based neural machine translation", 2015, as section 3.4.1 of "Integrated machine learning and
    /// optimization approaches" has it). Its input are the states e of a bidirectional encoder; its LSTM layers
    /// have as many units as these are wide. Per period t:
    ///
    /// ```text
    /// h_t = the layers' state after reading o_{t−1}
    /// a_i = softmax of h_tᵀ S e_i over the periods i from t − radius to t + radius that there are
    /// o_t = σ(tanh([Σ a_i e_i; h_t] M + b) W + b')
    /// ```
    ///
    /// o_0 is zero; every layer's h starts as the encoder's last states of both directions, its cell at zero.
    ///
    /// Tensors per layer k from 1 on, gates as in [`Self::Bilstm`]: `lstm{k}.w` `[outputs or width, 4·width]`,
    /// `lstm{k}.u` `[width, 4·width]`, `lstm{k}.b` `[4·width]`; S `score.w` `[width, width]`; M and b `mix.w`
    /// `[2·width, units]`, `mix.b` `[units]`; W and b' `output.w` `[units, outputs]`, `output.b` `[outputs]`.
    #[cfg(feature = "decoder")]
    Decoder {
        /// Prefix of its tensors.
        name: String,
        /// LSTM layers.
        layers: usize,
        /// Periods before and after that the attention reaches.
        radius: usize,
        /// Units between attention and output.
        units: usize,
        /// Outputs per period.
        outputs: usize,
    },
}

/// A tensor that an operator needs.
pub(crate) struct Requirement {
    pub name: String,
    pub shape: Vec<usize>,
    pub index: bool,
}

impl Requirement {
    fn weights(operator: &str, part: &str, shape: &[usize]) -> Self {
        Self { name: format!("{operator}.{part}"), shape: shape.to_vec(), index: false }
    }

    fn indices(operator: &str, part: &str, length: usize) -> Self {
        Self { name: format!("{operator}.{part}"), shape: vec![length], index: true }
    }
}

/// Directions of a bidirectional layer, in the order of its output.
pub const DIRECTIONS: [&str; 2] = ["forward", "backward"];

impl Operator {
    /// The names of the operators in a card, `op`.
    pub const NAMES: &'static [&'static str] = &[
        "standardise",
        "window",
        "dense",
        "bilstm",
        "forest",
        #[cfg(feature = "decoder")]
        "decoder",
    ];

    /// Reads the operator at `index` of a card.
    pub(crate) fn read(index: usize, fields: &Fields<'_>) -> Result<Self, BundleError> {
        let op = fields.text("op")?;
        match op.as_str() {
            "standardise" => {
                fields.only(&["op"])?;
                Ok(Self::Standardise {})
            }
            "window" => {
                fields.only(&["op", "before", "after"])?;
                Ok(Self::Window { before: fields.count("before")?, after: fields.count("after")? })
            }
            "dense" => {
                fields.only(&["op", "name", "units", "activation"])?;
                let activation = Activation::read(fields)?;
                Ok(Self::Dense { name: fields.text("name")?, units: fields.count("units")?, activation })
            }
            "bilstm" => {
                fields.only(&["op", "name", "hidden"])?;
                Ok(Self::Bilstm { name: fields.text("name")?, hidden: fields.count("hidden")? })
            }
            "forest" => {
                fields.only(&["op", "name", "trees", "nodes"])?;
                let (trees, nodes) = (fields.count("trees")?, fields.count("nodes")?);
                Ok(Self::Forest { name: fields.text("name")?, trees, nodes })
            }
            #[cfg(feature = "decoder")]
            "decoder" => {
                fields.only(&["op", "name", "layers", "radius", "units", "outputs"])?;
                let [layers, radius] = [fields.count("layers")?, fields.count("radius")?];
                let [units, outputs] = [fields.count("units")?, fields.count("outputs")?];
                Ok(Self::Decoder { name: fields.text("name")?, layers, radius, units, outputs })
            }
            _ => Err(BundleError::UnknownOperator { index, name: op, known: Self::NAMES.join(", ") }),
        }
    }

    /// Checks the operator's own fields and returns the width that it leaves, given the width that it gets.
    ///
    /// # Errors
    /// A [`BundleError`] that names the field beyond its limit.
    pub fn output_width(&self, index: usize, width: usize) -> Result<usize, BundleError> {
        let within = |field: &'static str, value: usize, least: usize, most: usize| {
            if (least..=most).contains(&value) {
                return Ok(value);
            }
            let expected = format!("{least} to {most}");
            Err(BundleError::Operator { index, field, value: value.to_string(), expected })
        };
        match *self {
            Self::Standardise {} if index == 0 => Ok(width),
            Self::Standardise {} => Err(BundleError::Operator {
                index,
                field: "op",
                value: "standardise".to_owned(),
                expected: "standardise only as the first operator".to_owned(),
            }),
            Self::Window { before, after } => {
                let before = within("before", before, 0, MAX_STEPS)?;
                let after = within("after", after, 0, MAX_STEPS)?;
                within("window width", width * (before + after + 1), 1, MAX_WIDTH)
            }
            Self::Dense { units, .. } => within("units", units, 1, MAX_WIDTH),
            Self::Bilstm { hidden, .. } => within("hidden", hidden, 1, MAX_HIDDEN).map(|hidden| 2 * hidden),
            Self::Forest { trees, nodes, .. } => {
                let nodes = within("nodes", nodes, 1, MAX_DIMENSION)?;
                within("trees", trees, 1, nodes).map(|_| 1)
            }
            #[cfg(feature = "decoder")]
            Self::Decoder { layers, radius, units, outputs, .. } => {
                within("layers", layers, 1, MAX_DECODER_LAYERS)?;
                within("radius", radius, 0, MAX_RADIUS)?;
                // Both directions of an encoder have equal shares of the states.
                if !width.is_multiple_of(2) || width > 2 * MAX_HIDDEN {
                    let expected = format!("an even width of at most {} before it", 2 * MAX_HIDDEN);
                    let value = format!("decoder after a width of {width}");
                    return Err(BundleError::Operator { index, field: "op", value, expected });
                }
                within("units", units, 1, MAX_WIDTH)?;
                within("outputs", outputs, 1, MAX_WIDTH)
            }
        }
    }

    /// The tensors that the operator needs, given the width that it gets.
    pub(crate) fn requirements(&self, width: usize) -> Vec<Requirement> {
        match self {
            Self::Standardise {} | Self::Window { .. } => Vec::new(),
            Self::Dense { name, units, .. } => vec![
                Requirement::weights(name, "w", &[width, *units]),
                Requirement::weights(name, "b", &[*units]),
            ],
            Self::Bilstm { name, hidden } => DIRECTIONS
                .iter()
                .flat_map(|direction| {
                    let prefix = format!("{name}.{direction}");
                    [
                        Requirement::weights(&prefix, "w", &[width, 4 * hidden]),
                        Requirement::weights(&prefix, "u", &[*hidden, 4 * hidden]),
                        Requirement::weights(&prefix, "b", &[4 * hidden]),
                    ]
                })
                .collect(),
            Self::Forest { name, trees, nodes } => vec![
                Requirement::indices(name, "root", *trees),
                Requirement::indices(name, "feature", *nodes),
                Requirement::indices(name, "left", *nodes),
                Requirement::weights(name, "threshold", &[*nodes]),
            ],
            #[cfg(feature = "decoder")]
            Self::Decoder { name, layers, units, outputs, .. } => {
                let mut all = Vec::new();
                for layer in 1..=*layers {
                    let (prefix, inputs) =
                        (format!("{name}.lstm{layer}"), if layer == 1 { *outputs } else { width });
                    all.push(Requirement::weights(&prefix, "w", &[inputs, 4 * width]));
                    all.push(Requirement::weights(&prefix, "u", &[width, 4 * width]));
                    all.push(Requirement::weights(&prefix, "b", &[4 * width]));
                }
                all.push(Requirement::weights(name, "score.w", &[width, width]));
                all.push(Requirement::weights(name, "mix.w", &[2 * width, *units]));
                all.push(Requirement::weights(name, "mix.b", &[*units]));
                all.push(Requirement::weights(name, "output.w", &[*units, *outputs]));
                all.push(Requirement::weights(name, "output.b", &[*outputs]));
                all
            }
        }
    }

    /// Checks the values of the operator's index tensors, in the order of [`Self::requirements`].
    pub(crate) fn check_indices(&self, width: usize, tensors: &[&Tensor]) -> Result<(), BundleError> {
        let Self::Forest { nodes, .. } = *self else { return Ok(()) };
        let check = |tensor: &Tensor, least: &dyn Fn(usize) -> u64, most: u64, leaf: bool| {
            let Values::Index(values) = tensor.values() else { return Ok(()) };
            for (index, &value) in values.iter().enumerate() {
                let value = u64::from(value);
                let inside = least(index) <= value && value <= most || leaf && value == 0;
                if !inside {
                    let none = if leaf { "0 or " } else { "" };
                    let expected = format!("{none}a whole number from {} to {most}", least(index));
                    let name = tensor.name().to_owned();
                    return Err(BundleError::Value { name, index, value: value as f64, expected });
                }
            }
            Ok(())
        };
        let nodes = nodes as u64;
        if let [root, feature, left, _] = tensors {
            check(root, &|_| 0, nodes - 1, false)?;
            check(feature, &|_| 0, width as u64 - 1, false)?;
            // Children come after their parent, so a walk ends; the right child is the next node.
            check(left, &|index| index as u64 + 1, nodes.saturating_sub(2), true)?;
        }
        Ok(())
    }
}
