//! Trees as text that tree viewers read.

use crate::dendrogram::Dendrogram;
use std::fmt::Write;

impl Dendrogram {
    /// The tree in Newick format with branch lengths.
    ///
    /// A branch is as long as the height of the node above less that of the node below, leaves
    /// being at height 0, so that all leaves are level (R's `as.phylo` halves every length). Labels are quoted, a quote within them
    /// doubled. Children stand in leaf order.
    ///
    /// # Source
    /// Olsen 1990, the Newick standard of the PHYLIP package.
    pub fn newick(&self) -> String {
        enum Step {
            Open(usize, f64),
            Comma,
            Close(usize, f64),
        }
        let n = self.n_leaves();
        let root = n + self.merges().len() - 1;
        let root_height = self.merges()[root - n].height;
        let mut text = String::new();
        let mut steps = vec![Step::Open(root, root_height)];
        while let Some(step) = steps.pop() {
            match step {
                Step::Comma => text.push(','),
                Step::Close(node, above) => {
                    text.push(')');
                    if node != root {
                        push_length(&mut text, above - self.merges()[node - n].height);
                    }
                }
                Step::Open(leaf, above) if leaf < n => {
                    let label = self.labels()[leaf].replace('\'', "''");
                    write!(text, "'{label}'").expect("writing to a string");
                    push_length(&mut text, above);
                }
                Step::Open(node, above) => {
                    let merge = self.merges()[node - n];
                    text.push('(');
                    steps.push(Step::Close(node, above));
                    steps.push(Step::Open(merge.right, merge.height));
                    steps.push(Step::Comma);
                    steps.push(Step::Open(merge.left, merge.height));
                }
            }
        }
        text.push(';');
        text
    }
}

fn push_length(text: &mut String, length: f64) {
    write!(text, ":{length}").expect("writing to a string");
}

#[cfg(test)]
mod tests {
    use crate::dendrogram::tests::small_tree;
    use crate::dendrogram::{Dendrogram, Merge};

    #[test]
    fn lengths_are_differences_of_heights() {
        assert_eq!(
            small_tree().newick(),
            "(('c':0.5,'d':0.5):3.5,('b':2,('a':1,'e':1):1):2);"
        );
    }

    #[test]
    fn labels_are_quoted() {
        let merge = Merge {
            left: 0,
            right: 1,
            height: 0.25,
            size: 2,
        };
        let labels = vec!["it's (1)".to_owned(), "b:2,c".to_owned()];
        let tree = Dendrogram::new(labels, vec![merge]);
        assert_eq!(tree.newick(), "('it''s (1)':0.25,'b:2,c':0.25);");
    }
}
