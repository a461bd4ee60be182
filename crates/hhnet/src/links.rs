//! `Links`: who is coupled to whom, and how strongly.

use crate::error::Error;

/// The links of a network, those of strength 0 left out.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Links {
    /// The links into member `i` are those from `first[i]` up to `first[i + 1]`.
    first: Vec<usize>,
    /// From which member, and how strong.
    links: Vec<(usize, f64)>,
}

impl Links {
    /// Those of a row-major matrix of `n x n`: at `i * n + j` the link from `j` into `i`. The diagonal has no effect.
    pub(crate) fn of_matrix(n: usize, g: &[f64]) -> Result<Self, Error> {
        if g.len() != n * n {
            return Err(Error::Coupling { neurons: n, expected: n * n, found: g.len() });
        }
        if let Some(index) = g.iter().position(|g| !g.is_finite()) {
            return Err(Error::NotFinite { what: "coupling matrix", index, value: g[index] });
        }
        Ok(Self::where_not_zero(n, |i, j| g[i * n + j]))
    }
    /// Each member with its two neighbours on a ring.
    pub(crate) fn ring(n: usize, g: f64) -> Self {
        Self::linked(n, g, |i, j| (i + 1) % n == j || (j + 1) % n == i)
    }
    /// Member 0 with each of the others.
    pub(crate) fn star(n: usize, g: f64) -> Self {
        Self::linked(n, g, |i, j| i == 0 || j == 0)
    }
    /// Each member with each other.
    pub(crate) fn all_to_all(n: usize, g: f64) -> Self {
        Self::linked(n, g, |_, _| true)
    }
    fn linked(n: usize, g: f64, linked: impl Fn(usize, usize) -> bool) -> Self {
        Self::where_not_zero(n, |i, j| if linked(i, j) { g } else { 0.0 })
    }
    fn where_not_zero(n: usize, g: impl Fn(usize, usize) -> f64) -> Self {
        let (mut first, mut links) = (vec![0], Vec::new());
        for i in 0..n {
            links.extend((0..n).filter(|&j| j != i && g(i, j) != 0.0).map(|j| (j, g(i, j))));
            first.push(links.len());
        }
        Self { first, links }
    }
    /// The same links, each with this function of its strength.
    pub(crate) fn map(mut self, strength: impl Fn(f64) -> f64) -> Self {
        for (_, g) in &mut self.links {
            *g = strength(*g);
        }
        self
    }
    /// The links into member `i`: from which member, and how strong.
    #[inline(always)]
    pub(crate) fn onto(&self, i: usize) -> &[(usize, f64)] {
        &self.links[self.first[i]..self.first[i + 1]]
    }
}
