//! The Newick format.

use super::Tree;

/// The tree as text, with branch lengths.
///
/// A branch is as long as the height of the node above less that of the node below, leaves being
/// at height 0, so that all leaves are level (R's `as.phylo` halves every length); where heights
/// fall (centroid and median linkage) it is negative. Labels are quoted, a quote within them
/// doubled. `name` gives the label of the branch of each merge, empty for none.
///
/// # Source
/// Olsen 1990, the Newick standard of the PHYLIP package.
///
/// # Examples
/// ```
/// use arrayon_formats::trees::{Tree, newick};
/// let leaves = ["a", "b", "c"].map(String::from);
/// let tree = Tree { leaves: &leaves, merges: vec![(0, 2, 0.25), (1, 3, 0.75)] };
/// let text = newick::text(&tree, |_| String::new());
/// assert_eq!(text, "('b':0.75,('a':0.25,'c':0.25):0.5);");
/// ```
pub fn text(tree: &Tree<'_>, name: impl Fn(usize) -> String) -> String {
    enum Step {
        Open(usize, f64),
        Comma,
        Close(usize, f64),
    }
    let n = tree.leaves.len();
    let mut text = String::new();
    let mut steps = Vec::new();
    if let Some(&(.., height)) = tree.merges.last() {
        steps.push(Step::Open(n + tree.merges.len() - 1, height));
    }
    while let Some(step) = steps.pop() {
        match step {
            Step::Comma => text.push(','),
            Step::Close(merge, above) => {
                text.push(')');
                push_quoted(&mut text, &name(merge));
                if merge + 1 < tree.merges.len() {
                    push_length(&mut text, above - tree.merges[merge].2);
                }
            }
            Step::Open(leaf, above) if leaf < n => {
                push_quoted(&mut text, &tree.leaves[leaf]);
                push_length(&mut text, above);
            }
            Step::Open(node, above) => {
                let (left, right, height) = tree.merges[node - n];
                text.push('(');
                steps.push(Step::Close(node - n, above));
                steps.push(Step::Open(right, height));
                steps.push(Step::Comma);
                steps.push(Step::Open(left, height));
            }
        }
    }
    text.push(';');
    text
}

fn push_quoted(text: &mut String, label: &str) {
    if !label.is_empty() {
        *text += &format!("'{}'", label.replace('\'', "''"));
    }
}

fn push_length(text: &mut String, length: f64) {
    *text += &format!(":{length}");
}

#[cfg(test)]
mod tests {
    use super::super::tests::{names, small_tree};
    use super::*;

    fn plain(tree: &Tree<'_>) -> String {
        text(tree, |_| String::new())
    }

    #[test]
    fn lengths_are_differences_of_heights() {
        assert_eq!(
            plain(&small_tree(&names("a|b|c|d|e"))),
            "(('c':0.5,'d':0.5):3.5,('b':2,('a':1,'e':1):1):2);"
        );
    }

    #[test]
    fn branches_have_names() {
        let found = text(&small_tree(&names("a|b|c|d|e")), |merge| {
            format!("9{merge}/50")
        });
        assert_eq!(
            found,
            "(('c':0.5,'d':0.5)'90/50':3.5,('b':2,('a':1,'e':1)'91/50':1)'92/50':2)'93/50';"
        );
    }

    #[test]
    fn heights_may_fall() {
        let tree = Tree {
            leaves: &names("a|b|c|d"),
            merges: vec![(0, 1, 2.0), (2, 4, 1.5), (3, 5, 3.0)],
        };
        assert_eq!(plain(&tree), "('d':3,('c':1.5,('a':2,'b':2):-0.5):1.5);");
    }

    #[test]
    fn labels_are_quoted() {
        let tree = Tree {
            leaves: &names("it's (1)|b:2,c"),
            merges: vec![(0, 1, 0.25)],
        };
        assert_eq!(plain(&tree), "('it''s (1)':0.25,'b:2,c':0.25);");
    }
}
