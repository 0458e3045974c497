//! θ from a table of past values: comma-separated, the first line names the columns, one θ a line.

use super::affine::ParametricProgram;
use super::distribution::{Distribution, Law};
use super::error::HistoryError;

/// Past values of the parameters.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct History {
    /// One θ a line, its entries in the order of the parameters.
    pub points: Vec<Vec<f64>>,
    /// Columns that are called as no parameter; they were not read.
    pub ignored: Vec<String>,
}

impl History {
    /// Reads a table for `program`: each of its parameters needs a column of its name. Names with commas or
    /// quotes stand in double quotes; blank lines are skipped.
    ///
    /// # Errors
    /// The first thing that is wrong, with its line and column.
    pub fn read(text: &str, program: &ParametricProgram) -> Result<Self, HistoryError> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
        let names = lines.next().map_or_else(Vec::new, |(_, line)| fields(line));
        for (k, name) in names.iter().enumerate() {
            if names[..k].contains(name) {
                return Err(HistoryError::Twice { name: name.clone() });
            }
        }
        let mut places = Vec::with_capacity(program.parameters.len());
        for name in &program.parameters {
            let place = names.iter().position(|other| other == name);
            places.push(place.ok_or_else(|| HistoryError::NoColumn { name: name.clone() })?);
        }
        let mut points = Vec::new();
        for (line, text) in lines {
            points.push(theta(line + 1, &fields(text), &names, &places)?);
        }
        if points.is_empty() {
            return Err(HistoryError::Empty);
        }
        let ignored = names.into_iter().filter(|name| !program.parameters.contains(name)).collect();
        Ok(Self { points, ignored })
    }

    /// The distribution in which each past θ is equally likely.
    pub fn into_distribution(self) -> Distribution {
        let size = self.points.first().map_or(0, Vec::len);
        Distribution::in_order([(size, Law::Samples { points: self.points })])
    }
}

fn theta(
    line: usize,
    fields: &[String],
    names: &[String],
    places: &[usize],
) -> Result<Vec<f64>, HistoryError> {
    if fields.len() != names.len() {
        return Err(HistoryError::Width { line, found: fields.len(), expected: names.len() });
    }
    let number = |&k: &usize| match fields[k].parse::<f64>() {
        Ok(value) if value.is_finite() => Ok(value),
        _ => Err(HistoryError::Number { line, column: names[k].clone(), value: fields[k].clone() }),
    };
    places.iter().map(number).collect()
}

/// The fields of a line, without blanks around them; doubled quotes within quotes are one.
fn fields(line: &str) -> Vec<String> {
    let (mut fields, mut field, mut quoted) = (Vec::new(), String::new(), false);
    let mut characters = line.chars().peekable();
    while let Some(c) = characters.next() {
        match c {
            '"' if quoted && characters.peek() == Some(&'"') => {
                characters.next();
                field.push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => fields.push(std::mem::take(&mut field).trim().to_owned()),
            _ => field.push(c),
        }
    }
    fields.push(field.trim().to_owned());
    fields
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<History, HistoryError> {
        let parameters = vec!["price[0]".into(), "load, \"net\"".into()];
        History::read(text, &ParametricProgram { parameters, ..ParametricProgram::default() })
    }

    #[test]
    fn columns_are_found_by_name_and_others_told() {
        let history = read("day,\"load, \"\"net\"\"\", price[0]\r\nmon, 1.5,-2e1\n\ntue,2,3\n").unwrap();
        assert_eq!(history.points, [[-20.0, 1.5], [3.0, 2.0]]);
        assert_eq!(history.ignored, ["day"]);
        assert_eq!(history.into_distribution().validate(2), Ok(()));
    }

    #[test]
    fn what_is_wrong_is_told_with_its_place() {
        let message = |text: &str| read(text).unwrap_err().to_string();
        assert!(message("price[0]\n1\n").contains("no column is called \"load, \\\"net\\\"\""));
        assert!(message("price[0],price[0]\n").contains("two columns are called"));
        let head = "price[0],\"load, \"\"net\"\"\"\n";
        assert!(message(head).contains("no line after its names"));
        assert!(message(&format!("{head}1,2\n3\n")).contains("line 3: 1 fields; the first line has 2"));
        assert!(message(&format!("{head}1,inf\n")).contains("\"inf\" must be a finite number"));
        assert!(message(&format!("{head},2\n")).contains("line 2, column \"price[0]\": \"\""));
    }
}
