//! `Pattern`: which entries of a sparse matrix may be other than zero, in an order that makes it a band.

use super::band::{BandFactors, BandLu};
use super::{Band, Layout, LinearError, LinearSolve, check_size};
use crate::real::Real;
use std::collections::BTreeSet;

/// The entries of a sparse matrix: chains, rings and other networks whose members see few others.
///
/// The order of E. Cuthill and J. `McKee` (Proc. 24th ACM National Conference, 157 (1969)) puts neighbours side by side, so
/// that the matrix is a band around its diagonal; in it the entries are stored and eliminated. Columns that share no row have
/// one colour (greedily, as A. R. Curtis, M. J. D. Powell and J. K. Reid, J. Inst. Math. Appl. 13, 117 (1974)), so that few
/// directional derivatives give all entries.
///
/// ```
/// use neurodyn_core::linear::{Layout, Pattern};
///
/// let ring = Pattern::ring(32, 3, 1); // 32 cells of 3 coordinates, each sees the next on both sides
/// assert_eq!(ring.colours(96), 15); // 96 columns in 15 directions
/// assert!(ring.len(96) < 96 * 96 / 4);
/// ```
#[derive(Clone, Debug)]
pub struct Pattern {
    /// Rows of each column, ascending.
    rows: Vec<Vec<usize>>,
    /// Where each coordinate stands in the band.
    position: Vec<usize>,
    band: Band,
    colour: Vec<usize>,
    colours: usize,
}

impl Pattern {
    /// The pattern of these entries `(row, column)` of an `n x n` matrix, and of its diagonal.
    ///
    /// # Errors
    /// [`LinearError::Size`] if an entry is outside of the matrix.
    pub fn new(n: usize, entries: impl IntoIterator<Item = (usize, usize)>) -> Result<Self, LinearError> {
        let mut columns: Vec<BTreeSet<usize>> = (0..n).map(|j| BTreeSet::from([j])).collect();
        for (i, j) in entries {
            if i.max(j) >= n {
                let what = "a matrix with an entry of the pattern";
                return Err(LinearError::Size { what, found: n, expected: i.max(j) + 1 });
            }
            columns[j].insert(i);
        }
        Ok(Self::of_columns(columns))
    }

    /// A ring of `cells` cells with `size` coordinates each, side by side in the state, that see `reach` cells on both sides.
    #[must_use]
    pub fn ring(cells: usize, size: usize, reach: usize) -> Self {
        let reach = reach.min(cells / 2);
        let mut columns = vec![BTreeSet::new(); cells * size];
        for cell in 0..cells {
            for step in 0..=2 * reach {
                let other = (cell + cells + step - reach) % cells;
                for j in cell * size..(cell + 1) * size {
                    columns[j].extend(other * size..(other + 1) * size);
                }
            }
        }
        Self::of_columns(columns)
    }

    fn of_columns(columns: Vec<BTreeSet<usize>>) -> Self {
        let n = columns.len();
        let mut neighbours = columns.clone();
        for j in 0..n {
            for &i in &columns[j] {
                neighbours[i].insert(j);
            }
        }
        let position = cuthill_mckee(&neighbours);
        let mut band = Band { below: 0, above: 0 };
        for j in 0..n {
            for &i in &columns[j] {
                band.below = band.below.max(position[i].saturating_sub(position[j]));
                band.above = band.above.max(position[j].saturating_sub(position[i]));
            }
        }
        let (colour, colours) = colour(&columns);
        let rows = columns.into_iter().map(|column| column.into_iter().collect()).collect();
        Self { rows, position, band, colour, colours }
    }

    /// The band that the matrix is when its rows and columns are put in order.
    #[must_use]
    pub fn band(&self) -> Band {
        self.band
    }
}

/// Where each node stands when nodes are taken breadth first, those with few neighbours first.
fn cuthill_mckee(neighbours: &[BTreeSet<usize>]) -> Vec<usize> {
    let n = neighbours.len();
    let mut order: Vec<usize> = Vec::with_capacity(n);
    let mut seen = vec![false; n];
    let mut seeds: Vec<usize> = (0..n).collect();
    seeds.sort_by_key(|&node| (neighbours[node].len(), node));
    for seed in seeds {
        if seen[seed] {
            continue;
        }
        let mut next = order.len();
        order.push(seed);
        seen[seed] = true;
        while next < order.len() {
            let mut fresh: Vec<usize> =
                neighbours[order[next]].iter().copied().filter(|&other| !seen[other]).collect();
            fresh.sort_by_key(|&node| (neighbours[node].len(), node));
            for &node in &fresh {
                seen[node] = true;
            }
            order.extend(fresh);
            next += 1;
        }
    }
    let mut position = vec![0; n];
    for (place, &node) in order.iter().enumerate() {
        position[node] = place;
    }
    position
}

/// The first colour for each column that no column with a common row has, and how many there are.
fn colour(columns: &[BTreeSet<usize>]) -> (Vec<usize>, usize) {
    let mut taken: Vec<BTreeSet<usize>> = vec![BTreeSet::new(); columns.len()];
    let (mut colour, mut colours) = (vec![0; columns.len()], 0);
    for (j, rows) in columns.iter().enumerate() {
        let free = |c: &usize| rows.iter().all(|&i| !taken[i].contains(c));
        let first = (0..columns.len()).find(free).unwrap_or(0);
        for &i in rows {
            taken[i].insert(first);
        }
        (colour[j], colours) = (first, colours.max(first + 1));
    }
    (colour, colours)
}

impl Layout for Pattern {
    fn fits(&self, n: usize) -> bool {
        self.rows.len() == n
    }
    #[inline(always)]
    fn len(&self, n: usize) -> usize {
        self.band.len(n)
    }
    #[inline(always)]
    fn rows(&self, _: usize, j: usize) -> impl Iterator<Item = usize> + Clone {
        self.rows[j].iter().copied()
    }
    #[inline(always)]
    fn place(&self, n: usize, i: usize, j: usize) -> usize {
        self.band.place(n, self.position[i], self.position[j])
    }
    fn doubled(&self) -> Self {
        let twice = |of: &[usize]| of.iter().flat_map(|&k| [2 * k, 2 * k + 1]).collect::<Vec<usize>>();
        Self {
            rows: self.rows.iter().flat_map(|rows| [twice(rows), twice(rows)]).collect(),
            position: twice(&self.position),
            band: self.band.doubled(),
            colour: twice(&self.colour),
            colours: 2 * self.colours,
        }
    }
    #[inline(always)]
    fn colours(&self, _: usize) -> usize {
        self.colours
    }
    #[inline(always)]
    fn colour(&self, j: usize) -> usize {
        self.colour[j]
    }
}

/// Elimination of a sparse matrix as the band that its [`Pattern`] makes of it.
#[derive(Clone, Debug)]
pub struct PatternLu {
    pattern: Pattern,
    doubled: Pattern,
    /// Exchanges that put the coordinates in order, one after the other.
    exchanges: Vec<(usize, usize)>,
}

impl PatternLu {
    /// For matrices of this pattern.
    #[must_use]
    pub fn new(pattern: Pattern) -> Self {
        let mut at: Vec<usize> = pattern.position.clone();
        let mut exchanges = Vec::new();
        for place in 0..at.len() {
            while at[place] != place {
                let other = at[place];
                exchanges.push((place, other));
                at.swap(place, other);
            }
        }
        Self { doubled: pattern.doubled(), pattern, exchanges }
    }
}

impl<R: Real> LinearSolve<R> for PatternLu {
    type Layout = Pattern;
    type Factors = BandFactors<R>;

    #[inline(always)]
    fn layout(&self) -> &Pattern {
        &self.pattern
    }
    fn doubled(&self) -> Self {
        Self::new(self.doubled.clone())
    }
    fn factors(&self, n: usize) -> BandFactors<R> {
        BandLu(self.pattern.band).factors(n)
    }
    #[inline(always)]
    fn factor(&self, n: usize, a: &[R], factors: &mut BandFactors<R>) -> Result<R::Mask, LinearError> {
        check_size("the pattern", self.pattern.rows.len(), n)?;
        BandLu(self.pattern.band).factor(n, a, factors)
    }
    #[inline(always)]
    fn solve(&self, factors: &BandFactors<R>, b: &mut [R]) -> Result<(), LinearError> {
        check_size("the right-hand side", b.len(), self.pattern.rows.len())?;
        for &(i, j) in &self.exchanges {
            b.swap(i, j);
        }
        BandLu(self.pattern.band).solve(factors, b)?;
        for &(i, j) in self.exchanges.iter().rev() {
            b.swap(i, j);
        }
        Ok(())
    }
}
