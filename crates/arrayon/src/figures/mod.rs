//! Figures for print, in the folder `figures`: those of contrasts, and those that lie elsewhere in
//! the result folder, in the formats and the width that were asked for.

mod contrasts;
mod heat_map;

use crate::error::Error;
use crate::output::{NamedFile, Output};
use crate::progress::watched;
use arrayon_cluster::Clusters;
use arrayon_core::{ExpressionMatrix, Progress};
use arrayon_diffexpr::{Differential, Intersections};
use arrayon_figures::contrast::running_sums::RunningSums;
use arrayon_figures::{FigureError, FigureFormat, FiguresSection, Look, Palette};
use arrayon_themes::ContrastThemes;
use rayon::prelude::*;
use std::fmt::Write as _;

/// Contrasts of which figures are drawn; the report shows as many.
const MOST_CONTRASTS: usize = 24;

/// Figures of other stages that are good for print, and their names here.
const OF_STAGES: [(&str, &str); 7] = [
    ("qc/boxes_scanned", "boxes_scanned"),
    ("qc/boxes", "boxes"),
    ("qc/rle", "rle"),
    ("qc/nuse", "nuse"),
    ("qc/distances", "distances"),
    ("clusters/pca", "components"),
    ("clusters/samples", "dendrogram"),
];

/// What is drawn for print.
pub(crate) struct PrintFigures<'a> {
    pub(crate) section: &'a FiguresSection,
    pub(crate) contrasts: &'a [Differential],
    pub(crate) intersections: Option<&'a Intersections>,
    /// The expression of all samples, without controls.
    pub(crate) expression: &'a ExpressionMatrix,
    /// The trees of samples, that of all samples first.
    pub(crate) trees: &'a [Clusters],
    /// For each contrast its first gene sets in the ranked list.
    pub(crate) sets: &'a [RunningSums],
    pub(crate) themes: &'a [ContrastThemes],
    /// Whether the arrays are simulated, which figures say.
    pub(crate) simulated: bool,
}

impl PrintFigures<'_> {
    /// Draws and writes all figures.
    ///
    /// # Errors
    /// The file system refused; a figure that cannot be drawn.
    pub(crate) fn write(&self, output: &mut Output, progress: &dyn Progress) -> Result<(), Error> {
        if !self.section.draw {
            return Ok(());
        }
        let look = Look {
            palette: Palette::of(self.trees),
            simulated: self.simulated,
        };
        let n_contrasts = self.contrasts.len();
        let what = match n_contrasts > MOST_CONTRASTS {
            true => format!(
                "figures for print, of the first {MOST_CONTRASTS} of {n_contrasts} contrasts"
            ),
            false => "figures for print".to_owned(),
        };
        watched(progress, &what, || {
            let files = self.files(self.drawn(output, &look)?)?;
            output.write_files(files)
        })
    }

    /// All figures with their names, in the order in which they are written.
    fn drawn(&self, output: &Output, look: &Look) -> Result<Vec<(String, String)>, Error> {
        // a figure that another stage drew, where it did
        let again = |path: &str, name: String| {
            let svg = output.written_text(&format!("{path}.svg"));
            svg.map(|svg| svg.map(|svg| (name, svg)))
        };
        let mut figures = Vec::new();
        for (path, name) in OF_STAGES {
            figures.extend(again(path, name.to_owned())?);
        }
        let shown = &self.contrasts[..self.contrasts.len().min(MOST_CONTRASTS)];
        let drawn: Vec<_> = (shown.par_iter().enumerate())
            .map(|(at, contrast)| self.of_contrast(at, contrast, look))
            .collect();
        for (contrast, drawn) in shown.iter().zip(drawn) {
            let id = &contrast.contrast;
            figures.extend(again(
                &format!("clusters/{id}"),
                format!("dendrogram.{id}"),
            )?);
            for (kind, drawn) in drawn {
                figures.push((format!("{kind}.{id}"), drawn.map_err(undrawn)?));
            }
        }
        if let Some(found) = self
            .intersections
            .filter(|found| found.contrast_ids.len() > 1)
        {
            let n = self.section.combinations.size();
            let drawn = contrasts::intersections(found, self.contrasts, n);
            let drawn = arrayon_figures::contrast::intersections::svg(&drawn, look);
            figures.push(("intersections".to_owned(), drawn.map_err(undrawn)?));
        }
        Ok(figures)
    }

    /// The figures of a contrast, by their kind.
    fn of_contrast(
        &self,
        at: usize,
        contrast: &Differential,
        look: &Look,
    ) -> Vec<(&'static str, Result<String, FigureError>)> {
        let n_named = self.section.named_features.size();
        let mut drawn = vec![
            ("volcano", contrasts::volcano(contrast, n_named, look)),
            ("ma", contrasts::ma(contrast, n_named, look)),
        ];
        let n_top = self.section.top_features.size();
        if let Some(samples) = self.trees.first() {
            let map = heat_map::svg(contrast, self.expression, samples, n_top, look);
            drawn.extend(map.map(|map| ("heat_map", map)));
        }
        if let Some(themes) = self
            .themes
            .iter()
            .find(|one| one.contrast == contrast.contrast)
        {
            let bars = contrasts::theme_bars(themes);
            drawn.extend(bars.map(|bars| {
                (
                    "themes",
                    arrayon_figures::contrast::theme_bars::svg(&bars, look),
                )
            }));
        }
        if let Some(sums) = self.sets.get(at) {
            let mut sums = sums.clone();
            sums.sets.truncate(self.section.top_sets.size());
            if !sums.sets.is_empty() {
                drawn.push((
                    "gene_sets",
                    arrayon_figures::contrast::running_sums::svg(&sums, look),
                ));
            }
        }
        drawn
    }

    /// The files of figures, in each format.
    fn files(&self, figures: Vec<(String, String)>) -> Result<Vec<NamedFile>, Error> {
        let width = self.section.width_mm.size();
        let made = |name: &str, svg: &str, format: FigureFormat| {
            let path = format!("figures/{name}.{}", format.ending());
            let bytes = match format {
                FigureFormat::Svg => sized(svg, width).into_bytes(),
                FigureFormat::Pdf => arrayon_pdf::pdf(svg, width as f64)
                    .map_err(|error| Error::data(&path, error, ""))?,
            };
            Ok((path, bytes))
        };
        (figures.into_par_iter())
            .flat_map_iter(|(name, svg)| {
                let formats = self.section.formats.iter();
                formats.map(move |&format| made(&name, &svg, format))
            })
            .collect()
    }
}

fn undrawn(error: FigureError) -> Error {
    Error::data("figures for print", error, "")
}

/// The figure with a width in millimetres; programs then place it in its size.
fn sized(svg: &str, width_mm: usize) -> String {
    let Some((head, rest)) = svg.split_once('>') else {
        return svg.to_owned();
    };
    let number = |name: &str| {
        let value = head.split_once(&format!(" {name}=\""))?.1;
        value.split_once('"')?.0.parse::<f64>().ok()
    };
    let (Some(width), Some(height)) = (number("width"), number("height")) else {
        return svg.to_owned();
    };
    let mut sized = String::from("<svg");
    let height_mm = width_mm as f64 * height / width;
    // writing to memory does not fail
    let _ = write!(
        sized,
        " width=\"{width_mm}mm\" height=\"{height_mm:.2}mm\" viewBox=\"0 0 {width} {height}\" \
         xmlns=\"http://www.w3.org/2000/svg\">{rest}"
    );
    sized
}

#[cfg(test)]
mod tests {
    use super::sized;

    #[test]
    fn a_figure_keeps_its_shape_in_millimetres() {
        let svg = "<svg width=\"900\" height=\"450\" viewBox=\"0 0 900 450\" xmlns=\"x\">\n<rect/>\n</svg>\n";
        let made = sized(svg, 180);
        assert!(
            made.starts_with("<svg width=\"180mm\" height=\"90.00mm\" viewBox=\"0 0 900 450\" ")
        );
        assert!(made.ends_with(">\n<rect/>\n</svg>\n"));
        assert_eq!(sized("no figure", 180), "no figure");
    }
}
