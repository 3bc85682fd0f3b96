//! Trees as text that tree viewers read.

use crate::bootstrap::CladeSupport;
use crate::dendrogram::Dendrogram;
use std::fmt::Write;

impl Dendrogram {
    /// The tree in Newick format with branch lengths.
    ///
    /// A branch is as long as the height of the node above less that of the node below, leaves
    /// being at height 0, so that all leaves are level (R's `as.phylo` halves every length); where
    /// heights fall (centroid and median linkage) it is negative. Labels are quoted, a quote
    /// within them doubled. Children stand in leaf order.
    ///
    /// # Source
    /// Olsen 1990, the Newick standard of the PHYLIP package.
    pub fn newick(&self) -> String {
        self.newick_with(|_| String::new())
    }

    /// The same with AU and BP of each branch as its label, in percent: `'95/87'`.
    ///
    /// # Panics
    /// If there are not as many entries as merges.
    pub fn newick_with_support(&self, support: &[CladeSupport]) -> String {
        assert_eq!(
            support.len(),
            self.merges().len(),
            "support of another tree"
        );
        self.newick_with(|merge| {
            let support = support[merge];
            let percent = |probability: f64| (100.0 * probability).round();
            let au = percent(support.approximately_unbiased);
            let bp = percent(support.bootstrap_probability);
            format!("'{au}/{bp}'")
        })
    }

    fn newick_with(&self, label: impl Fn(usize) -> String) -> String {
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
                    text.push_str(&label(node - n));
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
    use crate::bootstrap::fit_support;
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
    fn support_labels_the_branches() {
        let counts = [[1000; 3], [600; 3], [0; 3], [1000; 3]];
        let support = counts.map(|found| fit_support(&found, &[1000; 3], &[0.8, 1.0, 1.2]));
        // Found as often at every scale: z(r) is about constant, and AU and BP are about equal.
        assert_eq!(
            small_tree().newick_with_support(&support),
            "(('c':0.5,'d':0.5)'100/100':3.5,('b':2,('a':1,'e':1)'50/60':1)'0/0':2)'100/100';"
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
