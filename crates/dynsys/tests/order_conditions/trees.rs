//! Rooted trees: one order condition each.
//!
//! J. C. Butcher, *Numerical Methods for Ordinary Differential Equations*, 3rd ed., Wiley (2016), section 30.

/// A rooted tree: a root whose children are earlier trees of the same list, largest index first.
pub(crate) struct Tree {
    /// Indices of the children.
    pub(crate) children: Vec<usize>,
    /// Number of vertices.
    pub(crate) order: u32,
    /// `gamma`: the product of the sizes of all its subtrees.
    pub(crate) density: u64,
    /// `sigma`: the number of its automorphisms.
    pub(crate) symmetry: u64,
}

/// All rooted trees of at most `most` vertices, in increasing order.
pub(crate) fn up_to(most: u32) -> Vec<Tree> {
    let mut trees = vec![Tree { children: Vec::new(), order: 1, density: 1, symmetry: 1 }];
    for order in 2..=most {
        let known = trees.len() - 1;
        let mut forests = Vec::new();
        plant(&trees, order - 1, known, &mut Vec::new(), &mut forests);
        let grown: Vec<Tree> = forests.into_iter().map(|children| root(&trees, children, order)).collect();
        trees.extend(grown);
    }
    trees
}

/// All multisets of `vertices` vertices in total of the trees `0..=largest`.
fn plant(
    trees: &[Tree],
    vertices: u32,
    largest: usize,
    forest: &mut Vec<usize>,
    forests: &mut Vec<Vec<usize>>,
) {
    if vertices == 0 {
        forests.push(forest.clone());
        return;
    }
    for next in (0..=largest).rev().filter(|&next| trees[next].order <= vertices) {
        forest.push(next);
        plant(trees, vertices - trees[next].order, next, forest, forests);
        forest.pop();
    }
}

fn root(trees: &[Tree], children: Vec<usize>, order: u32) -> Tree {
    let density = children.iter().map(|&child| trees[child].density).product::<u64>() * u64::from(order);
    let of_twins = children.chunk_by(|a, b| a == b).map(|twins| (1..=twins.len() as u64).product::<u64>());
    let symmetry =
        of_twins.product::<u64>() * children.iter().map(|&child| trees[child].symmetry).product::<u64>();
    Tree { children, order, density, symmetry }
}

#[test]
fn trees_are_counted() {
    let trees = up_to(9);
    let counts: Vec<usize> = (1..=9).map(|n| trees.iter().filter(|tree| tree.order == n).count()).collect();
    assert_eq!(counts, [1, 1, 2, 4, 9, 20, 48, 115, 286]);
}

#[test]
fn heap_ordered_labellings_add_up() {
    // n!/(sigma gamma) counts the increasing labellings of a tree; together they are (n-1)!.
    let trees = up_to(9);
    for n in 1..=9 {
        let factorial: u64 = (1..=u64::from(n)).product();
        let of_order_n = trees.iter().filter(|tree| tree.order == n);
        let labellings: u64 = of_order_n.map(|tree| factorial / (tree.symmetry * tree.density)).sum();
        assert_eq!(labellings, factorial / u64::from(n));
    }
}
