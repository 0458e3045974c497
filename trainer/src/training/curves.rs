//! The picture of a run: `curves.svg` in its folder, drawn from the lines of `metrics.jsonl`, so that a
//! person looks instead of reading.

use super::metrics::Record;
use super::task::Metric;
use crate::error::{Error, Result};
use plotters::coord::Shift;
use plotters::prelude::{
    BLUE, ChartBuilder, Circle, Color, DrawingArea, IntoDrawingArea, LineSeries, SVGBackend, WHITE,
};
use std::ops::Range;
use std::path::Path;

/// The file in a run's folder.
pub const CURVES: &str = "curves.svg";
/// Panels beside each other.
const COLUMNS: usize = 2;
/// Width and height of a panel in pixels: two fill a page's width, and the numbers at their axes stay
/// readable.
const PANEL: (u32, u32) = (480, 260);
/// Height of the title.
const TITLE: u32 = 36;
/// Points of a line: means over as many equal spans of steps, so that noise does not hide the course, nor a
/// long run fill the file.
const POINTS: usize = 240;
/// Share of a line's points that its axis need not reach at the top: the first losses, which would flatten
/// all others.
const ABOVE: f64 = 0.03;
/// Room above and below a line, as a share of its range.
const MARGIN: f64 = 0.06;

/// Values that differ by less than this share of themselves are one value: an axis between them would have no
/// ticks to tell.
const SAME: f64 = 1e-9;

/// A course over the steps.
struct Panel {
    title: String,
    points: Vec<(f64, f64)>,
    /// Whether each point is a measurement, which is marked, rather than a mean of many.
    marked: bool,
}

/// Writes the picture.
///
/// # Errors
/// [`Error::File`]; [`Error::Content`] when it cannot be drawn.
pub fn write(folder: &Path, title: &str, metrics: &[Metric], records: &[Record]) -> Result<()> {
    let path = folder.join(CURVES);
    let picture = draw(title, metrics, records)
        .map_err(|reason| Error::Content { path: path.clone(), reason: reason.to_string() })?;
    std::fs::write(&path, picture).map_err(Error::file(&path))
}

/// The picture as SVG: the training loss, each metric, the learning rate.
fn draw(
    title: &str,
    metrics: &[Metric],
    records: &[Record],
) -> std::result::Result<String, Box<dyn std::error::Error>> {
    let panels = panels(metrics, records);
    let rows = panels.len().div_ceil(COLUMNS);
    let size = (PANEL.0 * COLUMNS as u32, TITLE + PANEL.1 * rows as u32);
    let mut text = String::new();
    {
        let root = SVGBackend::with_string(&mut text, size).into_drawing_area();
        root.fill(&WHITE)?;
        let end = records
            .last()
            .map_or_else(String::new, |last| format!(": {} steps in {:.0} s", last.step, last.seconds));
        let body = root.titled(&format!("{title}{end}"), ("sans-serif", 18))?;
        let steps = records.last().map_or(1.0, |last| last.step as f64);
        for (panel, area) in panels.iter().zip(body.split_evenly((rows, COLUMNS))) {
            panel.draw(&area, steps)?;
        }
        root.present()?;
    }
    Ok(text)
}

fn panels(metrics: &[Metric], records: &[Record]) -> Vec<Panel> {
    let course = |title: &str, get: fn(&Record) -> f64| Panel {
        title: title.into(),
        points: means(records, get),
        marked: false,
    };
    let mut panels = vec![course("training loss", |r| r.loss)];
    for metric in metrics {
        let scale = if metric.percent { 100.0 } else { 1.0 };
        let measured = records.iter().filter_map(|record| {
            let value = record.validation.as_ref()?.get(metric.name)?;
            Some((record.step as f64, scale * value))
        });
        let unit = if metric.percent { ", %" } else { "" };
        let title = format!("{}{unit} (validation)", metric.title);
        panels.push(Panel { title, points: measured.collect(), marked: true });
    }
    panels.push(course("learning rate", |r| r.learning_rate));
    panels
}

/// Means over at most [`POINTS`] equal spans, each at its last step.
fn means(records: &[Record], get: fn(&Record) -> f64) -> Vec<(f64, f64)> {
    let span = records.len().div_ceil(POINTS).max(1);
    let mean = |chunk: &[Record]| chunk.iter().map(get).sum::<f64>() / chunk.len() as f64;
    records.chunks(span).map(|chunk| (chunk[chunk.len() - 1].step as f64, mean(chunk))).collect()
}

impl Panel {
    fn draw(
        &self,
        area: &DrawingArea<SVGBackend<'_>, Shift>,
        steps: f64,
    ) -> std::result::Result<(), Box<dyn std::error::Error>> {
        let range = self.range();
        let digits = digits(&range);
        let mut chart = ChartBuilder::on(area)
            .caption(&self.title, ("sans-serif", 14))
            .margin(10)
            .margin_right(28)
            .x_label_area_size(24)
            .y_label_area_size(56)
            .build_cartesian_2d(0.0..steps, range.clone())?;
        chart
            .configure_mesh()
            .x_labels(5)
            .y_labels(5)
            .light_line_style(WHITE)
            .x_label_formatter(&|x| format!("{x:.0}"))
            .y_label_formatter(&|y| label(*y, digits))
            .draw()?;
        let points = self.points.iter().map(|(x, y)| (*x, y.clamp(range.start, range.end)));
        chart.draw_series(LineSeries::new(points.clone(), BLUE.stroke_width(1)))?;
        if self.marked {
            chart.draw_series(points.map(|point| Circle::new(point, 2, BLUE.filled())))?;
        }
        Ok(())
    }

    /// What the vertical axis shows.
    fn range(&self) -> Range<f64> {
        let mut values: Vec<f64> = self.points.iter().map(|(_, y)| *y).filter(|y| y.is_finite()).collect();
        values.sort_unstable_by(f64::total_cmp);
        let above = if self.marked { 0 } else { (ABOVE * values.len() as f64) as usize };
        let (Some(low), Some(high)) = (values.first(), values.iter().rev().nth(above)) else {
            return 0.0..1.0;
        };
        let size = high.abs().max(low.abs());
        let room = match high - low {
            span if span > SAME * size => MARGIN * span,
            _ if size > 0.0 => MARGIN * size,
            _ => 1.0,
        };
        low - room..high + room
    }
}

/// A number at an axis; one that rounds to nothing has no sign.
fn label(value: f64, digits: usize) -> String {
    let text = format!("{value:.digits$}");
    match text.strip_prefix('-') {
        Some(rest) if rest.chars().all(|c| c == '0' || c == '.') => rest.to_owned(),
        _ => text,
    }
}

/// Digits after the point that tell the labels of an axis apart.
fn digits(range: &Range<f64>) -> usize {
    (1.0 - (range.end - range.start).log10().floor()).clamp(0.0, 9.0) as usize
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    const METRICS: [Metric; 1] =
        [Metric { name: "accuracy", title: "right <or> wrong & so on", digits: 2, percent: true }];

    fn records(count: u64) -> Vec<Record> {
        let record = |step: u64| Record {
            step,
            seconds: step as f64,
            loss: 1.0 / step as f64,
            learning_rate: 0.01,
            seed: 1,
            validation: step.is_multiple_of(100).then(|| BTreeMap::from([("accuracy".into(), 0.9)])),
        };
        (1..=count).map(record).collect()
    }

    /// Whether tags close in the order in which they open and text holds no bare mark-up.
    fn is_well_formed(xml: &str) -> bool {
        let mut open: Vec<&str> = Vec::new();
        for part in xml.split('<').skip(1) {
            let Some((tag, text)) = part.split_once('>') else { return false };
            let name = tag.trim_start_matches('/').split([' ', '\n', '/']).next().unwrap_or("");
            match tag {
                _ if tag.starts_with(['?', '!']) || tag.ends_with('/') => (),
                _ if tag.starts_with('/') => {
                    if open.pop() != Some(name) {
                        return false;
                    }
                }
                _ => open.push(name),
            }
            if text.contains('>')
                || text.replace("&amp;", "").replace("&lt;", "").replace("&gt;", "").contains('&')
            {
                return false;
            }
        }
        open.is_empty()
    }

    #[test]
    fn the_picture_is_well_formed_whatever_the_number_of_steps() {
        for count in [0, 1, 2, 300, 5_000] {
            let picture = draw("task <1> & more", &METRICS, &records(count)).unwrap();
            assert!(picture.starts_with("<svg") && is_well_formed(&picture), "{count} steps:\n{picture}");
            assert!(picture.contains("training loss") && picture.contains("learning rate"));
            assert!(picture.len() < 100_000, "{count} steps: {} bytes", picture.len());
        }
        assert!(!is_well_formed("<a><b></a></b>") && !is_well_formed("<a>x & y</a>"));
    }

    #[test]
    fn a_line_is_made_of_means_and_ends_at_the_last_step() {
        let all = records(5_000);
        let line = means(&all, |r| r.step as f64);
        assert!(line.len() <= POINTS && line.last().map(|p| p.0) == Some(5_000.0));
        assert_eq!(line[0], (21.0, 11.0));
    }

    #[test]
    fn the_first_losses_do_not_flatten_the_others() {
        let panel = Panel { title: String::new(), points: means(&records(5_000), |r| r.loss), marked: false };
        let highest = panel.points[0].1;
        assert!(panel.range().end < 0.5 * highest, "{:?} for {highest}", panel.range());
    }
}
