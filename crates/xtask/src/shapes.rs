//! The arrays that the package holds instances and answers of a family against.

use anyhow::{Result, bail};
use hunch_families::family::Part;
use hunch_families::fields::{Field, Shape};

/// An array by its name, with the sizes whose product is its length.
pub type Shaped = (&'static str, &'static [&'static str]);

/// The arrays of a family's instances and answers. The package knows them by name alone.
///
/// # Errors
/// A part of an answer is called as a field that is shaped otherwise.
pub fn shapes(family: &str, fields: &'static [Field], parts: &'static [Part]) -> Result<Vec<Shaped>> {
    let arrays = fields.iter().filter_map(|field| match field.shape {
        Shape::Numbers(shape) => Some((field.name, shape)),
        _ => None,
    });
    let mut shapes: Vec<Shaped> = arrays.collect();
    for part in parts {
        match fields.iter().find(|field| field.name == part.name) {
            None => shapes.push((part.name, part.shape)),
            Some(field) if field.shape == Shape::Numbers(part.shape) => {}
            Some(field) => bail!(
                "the part {:?} of {family} has the shape {:?}, and the field of that name {:?}; give one of them \
                 another name",
                part.name,
                part.shape,
                field.shape
            ),
        }
    }
    Ok(shapes)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIELDS: &[Field] = &[
        Field::count("items", 9, "Number of items"),
        Field::amounts("open", &["sites"], "money", 9.0, "Cost of opening each site"),
    ];

    /// The shapes of a family with these fields and one part.
    fn shapes_with(part: &'static [Part]) -> Result<Vec<Shaped>> {
        shapes("toy", FIELDS, part)
    }

    #[test]
    fn a_part_may_be_called_as_a_field_only_where_both_have_one_shape() {
        const OTHER: &[Part] = &[Part { name: "serve", shape: &["items"], binary: true, meaning: "" }];
        const ALIKE: &[Part] = &[Part { name: "open", shape: &["sites"], binary: true, meaning: "" }];
        const LONGER: &[Part] =
            &[Part { name: "open", shape: &["sites", "items"], binary: true, meaning: "" }];
        const NUMBER: &[Part] = &[Part { name: "items", shape: &["items"], binary: true, meaning: "" }];
        let (open, serve): (Shaped, Shaped) = (("open", &["sites"]), ("serve", &["items"]));
        assert_eq!(shapes_with(OTHER).unwrap(), [open, serve]);
        assert_eq!(shapes_with(ALIKE).unwrap(), [open]);
        for part in [LONGER, NUMBER] {
            let error = shapes_with(part).unwrap_err().to_string();
            assert!(
                error.starts_with(&format!("the part {:?} of toy has the shape", part[0].name)),
                "{error}"
            );
        }
    }
}
