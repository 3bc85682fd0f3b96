//! Clustered tables that Java TreeView and similar programs read: CDT, GTR and ATR.

use super::Tree;
use arrayon_core::ExpressionMatrix;
use arrayon_core::shortest::write_shortest;
use rayon::prelude::*;
use std::fmt::Write;

/// Which side of the table a tree belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TreeSide {
    /// Rows: a GTR file.
    Features,
    /// Columns: an ATR file.
    Samples,
}

impl TreeSide {
    fn leaf(self, item: usize) -> String {
        match self {
            Self::Features => format!("GENE{item}X"),
            Self::Samples => format!("ARRY{item}X"),
        }
    }
}

/// A tree as a GTR or ATR file: a line for each merge with its name, its two children and
/// 1 - height, the correlation of the two where heights are 1 - r.
///
/// # Source
/// Eisen 1998, the Cluster and TreeView manual.
pub fn tree_table(tree: &Tree<'_>, side: TreeSide) -> String {
    let n = tree.leaves.len();
    let name = |node: usize| match node.checked_sub(n) {
        Some(merge) => format!("NODE{}X", merge + 1),
        None => side.leaf(node),
    };
    let mut text = String::new();
    for (k, &(left, right, height)) in tree.merges.iter().enumerate() {
        let (node, left, right) = (name(n + k), name(left), name(right));
        let similarity = 1.0 - height;
        text += &format!("{node}\t{left}\t{right}\t{similarity}\n");
    }
    text
}

/// The table that goes with both trees as a CDT file: rows and columns in an order of the leaves
/// that their trees allow, log2 values as they are. `names` holds what is shown next to each
/// feature.
///
/// Tabs and line ends within names become spaces; a value that is not finite becomes empty.
///
/// # Panics
/// If orders or names are not of that table's size.
pub fn clustered_table(
    expression: &ExpressionMatrix,
    names: &[String],
    feature_order: &[usize],
    sample_order: &[usize],
) -> String {
    assert_eq!(
        feature_order.len(),
        expression.n_features(),
        "order of other features"
    );
    assert_eq!(
        sample_order.len(),
        expression.n_samples(),
        "order of other samples"
    );
    assert_eq!(
        names.len(),
        expression.n_features(),
        "names of other features"
    );
    let mut text = String::from("GID\tID\tNAME\tGWEIGHT");
    let mut put = |cell: std::fmt::Arguments<'_>| text.write_fmt(cell).expect("a string");
    for &column in sample_order {
        put(format_args!("\t{}", cell(&expression.samples()[column])));
    }
    put(format_args!("\nAID\t\t\t"));
    for &column in sample_order {
        put(format_args!("\t{}", TreeSide::Samples.leaf(column)));
    }
    put(format_args!("\nEWEIGHT\t\t\t"));
    sample_order.iter().for_each(|_| put(format_args!("\t1")));
    let rows: Vec<String> = (feature_order.par_iter())
        .map(|&row| feature_line(expression, row, &names[row], sample_order))
        .collect();
    rows.iter().for_each(|row| text.push_str(row));
    text.push('\n');
    text
}

/// The line of a feature, which begins with the end of the line before.
fn feature_line(
    expression: &ExpressionMatrix,
    row: usize,
    name: &str,
    sample_order: &[usize],
) -> String {
    let (leaf, id) = (TreeSide::Features.leaf(row), &expression.features()[row]);
    let mut line = format!("\n{leaf}\t{}\t{}\t1", cell(id), cell(name));
    for &column in sample_order {
        line.push('\t');
        let value = expression.row(row)[column];
        if value.is_finite() {
            write_shortest(&mut line, value).expect("a string");
        }
    }
    line
}

fn cell(text: &str) -> String {
    text.replace(['\t', '\n', '\r'], " ")
}

#[cfg(test)]
mod tests {
    use super::super::tests::{names, small_tree};
    use super::*;
    use ndarray::Array2;

    #[test]
    fn merges_name_their_children() {
        assert_eq!(
            tree_table(&small_tree(&names("a|b|c|d|e")), TreeSide::Features),
            "NODE1X\tGENE2X\tGENE3X\t0.5\n\
             NODE2X\tGENE0X\tGENE4X\t0\n\
             NODE3X\tGENE1X\tNODE2X\t-1\n\
             NODE4X\tNODE1X\tNODE3X\t-3\n"
        );
    }

    #[test]
    fn rows_and_columns_stand_in_leaf_order() {
        let expression = ExpressionMatrix::new(
            names("a|b|c|d|e"),
            names("s 1|s\t2"),
            Array2::from_shape_fn((5, 2), |(i, j)| i as f64 + j as f64 / 4.0),
        )
        .unwrap();
        let shown: Vec<String> = (0..5).map(|i| format!("gene\n{i}")).collect();
        let text = clustered_table(&expression, &shown, &[2, 3, 1, 0, 4], &[0, 1]);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[0], "GID\tID\tNAME\tGWEIGHT\ts 1\ts 2");
        assert_eq!(lines[1], "AID\t\t\t\tARRY0X\tARRY1X");
        assert_eq!(lines[2], "EWEIGHT\t\t\t\t1\t1");
        assert_eq!(lines[3], "GENE2X\tc\tgene 2\t1\t2\t2.25");
        assert_eq!(lines[7], "GENE4X\te\tgene 4\t1\t4\t4.25");
        assert_eq!(lines.len(), 8);
    }
}
