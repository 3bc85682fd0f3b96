//! CEL files against R's affyio, and encodings of one array against each other.

use arrayon_formats::cel::{self, CelFormat};
use arrayon_testkit::{assert_close, read_table, shared, testdata};

fn sum(values: impl IntoIterator<Item = f64>) -> f64 {
    values.into_iter().sum()
}

#[test]
fn cells_agree_with_affyio() {
    let Some(shared) = shared("cells_agree_with_affyio") else {
        return;
    };
    let golden = read_table(&testdata().join("golden/formats/cel_affyio.tsv"));
    for (row, file) in golden.text("file").into_iter().enumerate() {
        let array = cel::read_complete(&shared.join("data").join(file)).unwrap();
        let number = |column: &str| golden.numbers(column)[row];
        // affyio keeps the decimals of a text file as f64
        let tolerance = match array.header.format {
            CelFormat::TextV3 => 6e-8,
            _ => 1e-14,
        };
        let close = |found: f64, column: &str| {
            let expected = number(column);
            assert_close(
                found / expected,
                1.0,
                tolerance,
                &format!("{file}: {column}"),
            );
        };
        assert_eq!(array.header.chip_type, golden.text("chip")[row], "{file}");
        assert_eq!(
            f64::from(array.header.n_columns),
            number("columns"),
            "{file}"
        );
        assert_eq!(f64::from(array.header.n_rows), number("rows"), "{file}");
        let cells: Vec<f64> = array.intensities.iter().copied().map(f64::from).collect();
        close(sum(cells.iter().copied()), "sum");
        let weighted = cells
            .iter()
            .enumerate()
            .map(|(cell, value)| value * (cell % 1009) as f64);
        close(sum(weighted), "weighted_sum");
        close(cells[777], "cell_777");
        close(cells[cells.len() - 1], "last");
        close(
            sum(array.std_devs.unwrap().into_iter().map(f64::from)),
            "std_dev_sum",
        );
        close(
            sum(array.pixel_counts.unwrap().into_iter().map(f64::from)),
            "pixel_sum",
        );
        assert_eq!(array.outliers.len() as f64, number("outliers"), "{file}");
        assert_eq!(array.masked.len() as f64, number("masks"), "{file}");
    }
}

#[test]
fn text_and_binary_of_one_array_agree() {
    let Some(shared) = shared("text_and_binary_of_one_array_agree") else {
        return;
    };
    let folder = shared.join("data/formats");
    let text = cel::read_complete(&folder.join("test.v3.CEL")).unwrap();
    let binary = cel::read_complete(&folder.join("test.v4.CEL")).unwrap();
    // the text prints one decimal of what the binary file holds
    for (text, binary) in text.intensities.iter().zip(&binary.intensities) {
        assert!((text - binary).abs() <= 0.051, "{text} {binary}");
    }
    assert_eq!(text.pixel_counts, binary.pixel_counts);
    assert_eq!(text.outliers, binary.outliers);
    assert_eq!(text.masked, binary.masked);
    assert_eq!(text.header.chip_type, binary.header.chip_type);
    assert_eq!(
        text.header.scan_date.as_deref(),
        Some("2000-02-25T10:35:25")
    );
    assert_eq!(text.header.scan_date, binary.header.scan_date);
    assert_eq!(
        text.header.algorithm_parameters,
        binary.header.algorithm_parameters
    );
}

#[test]
fn header_facts_of_real_arrays() {
    let Some(shared) = shared("header_facts_of_real_arrays") else {
        return;
    };
    let data = shared.join("data");
    let clariom = cel::read_header(&data.join("clariom_s_mouse/MN_2_3.CEL.gz")).unwrap();
    assert_eq!(clariom.format, CelFormat::CommandConsole);
    assert!(clariom.gzipped);
    assert_eq!(clariom.chip_type, "Clariom_S_Mouse");
    assert_eq!((clariom.n_rows, clariom.n_columns), (548, 548));
    assert!(
        clariom
            .scan_date
            .as_deref()
            .unwrap()
            .starts_with("2018-04-1")
    );
    let parameter = |name: &str| {
        let mut found = clariom.algorithm_parameters.iter();
        found
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    };
    assert_eq!(parameter("Percentile"), Some("75"));
    assert_eq!(
        parameter("GridULX"),
        None,
        "the grid is no parameter of the algorithm"
    );
    let corners = clariom.grid_corners.unwrap();
    assert!(
        corners[0][0] < corners[1][0] && corners[0][1] < corners[3][1],
        "{corners:?}"
    );
    assert_eq!(parameter("OutlierLow"), Some("1.004"));
    let mas5 = cel::read_header(&data.join("gse12654/cel/GSM317649.CEL.gz")).unwrap();
    assert_eq!(mas5.format, CelFormat::TextV3);
    assert_eq!(mas5.chip_type, "HG_U95Av2");
    let corners = [
        [228.0, 237.0],
        [4494.0, 273.0],
        [4446.0, 4538.0],
        [181.0, 4502.0],
    ];
    assert_eq!(mas5.grid_corners, Some(corners));
    assert_eq!(mas5.scan_date.as_deref(), Some("2001-08-24T15:28:22"));
    let whole = cel::read(&data.join("gse12654/cel/GSM317649.CEL.gz")).unwrap();
    assert_eq!(whole.header, mas5);
}
