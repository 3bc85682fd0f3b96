//! The `key=value` header that text and binary version 4 files share.

use super::cel_file::{CelFormat, CelHeader, GridCorners};
use super::dat_header;
use super::grid_corners::{self, CORNERS};
use crate::bytes::text_of;
use crate::lines::{key_value, unsigned};

/// What the header's lines said; sizes are absent where no line gave them.
#[derive(Debug, Default)]
pub(super) struct TextHeader {
    pub(super) n_rows: Option<u32>,
    pub(super) n_columns: Option<u32>,
    algorithm: String,
    algorithm_parameters: String,
    dat_header: String,
    corners: [Option<[f32; 2]>; 4],
}

impl TextHeader {
    /// Takes in one line; lines that say nothing of interest are passed over.
    pub(super) fn take(&mut self, line: &[u8]) {
        let Some((key, value)) = key_value(line) else {
            return;
        };
        match key {
            b"Rows" => self.n_rows = unsigned(value),
            b"Cols" => self.n_columns = unsigned(value),
            b"Algorithm" => self.algorithm = text_of(value),
            b"AlgorithmParameters" => self.algorithm_parameters = text_of(value),
            b"DatHeader" => self.dat_header = text_of(value),
            _ => self.take_corner(key, value),
        }
    }

    fn take_corner(&mut self, key: &[u8], value: &[u8]) {
        let corner = key.strip_prefix(b"GridCorner");
        let place = CORNERS
            .iter()
            .position(|name| corner == Some(name.as_bytes()));
        if let Some(place) = place {
            self.corners[place] = grid_corners::point(&text_of(value));
        }
    }

    fn grid_corners(&self) -> Option<GridCorners> {
        let [Some(a), Some(b), Some(c), Some(d)] = self.corners else {
            return None;
        };
        grid_corners::unless_all_nought([a, b, c, d])
    }

    pub(super) fn into_cel_header(
        self,
        format: CelFormat,
        n_rows: u32,
        n_columns: u32,
    ) -> CelHeader {
        CelHeader {
            format,
            gzipped: false,
            chip_type: dat_header::chip_type(&self.dat_header)
                .unwrap_or_default()
                .to_owned(),
            n_rows,
            n_columns,
            scan_date: dat_header::scan_date(&self.dat_header),
            grid_corners: self.grid_corners(),
            algorithm: self.algorithm,
            algorithm_parameters: split_parameters(&self.algorithm_parameters),
            dat_header: self.dat_header,
        }
    }
}

/// Splits `name:value;name:value`.
fn split_parameters(text: &str) -> Vec<(String, String)> {
    let parts = text
        .split(';')
        .map(str::trim)
        .filter(|part| !part.is_empty());
    parts
        .map(|part| {
            let (name, value) = part.split_once(':').unwrap_or((part, ""));
            (name.to_owned(), value.to_owned())
        })
        .collect()
}

/// Joins parameters as [`split_parameters`] takes them apart.
pub(super) fn join_parameters(parameters: &[(String, String)]) -> String {
    let parts: Vec<_> = (parameters.iter())
        .map(|(name, value)| format!("{name}:{value}"))
        .collect();
    parts.join(";")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn header_lines_become_facts() {
        let mut header = TextHeader::default();
        for line in [
            "Cols=4",
            "Rows=2",
            "OffsetX=0",
            "Algorithm=Percentile",
            "odd",
        ] {
            header.take(line.as_bytes());
        }
        header.take(b"AlgorithmParameters=Percentile:75;CellMargin:2");
        header.take(b"DatHeader=x 08/24/01 15:28:22 \x14 HG_U95Av2.1sq \x14");
        header.take(b"GridCornerUL=239 234");
        assert_eq!(header.grid_corners(), None, "three corners are missing");
        for corner in ["UR", "LR", "LL"] {
            header.take(format!("GridCorner{corner}=4 5").as_bytes());
        }
        assert_eq!(
            header.grid_corners(),
            Some([[239.0, 234.0], [4.0, 5.0], [4.0, 5.0], [4.0, 5.0]])
        );
        assert_eq!((header.n_rows, header.n_columns), (Some(2), Some(4)));
        let header = header.into_cel_header(CelFormat::TextV3, 2, 4);
        assert_eq!(header.chip_type, "HG_U95Av2");
        assert_eq!(header.algorithm, "Percentile");
        assert_eq!(
            join_parameters(&header.algorithm_parameters),
            "Percentile:75;CellMargin:2"
        );
    }
}
