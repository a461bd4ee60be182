//! `Rows`: records of parameters, a state and the next one, column by column.

use crate::error::Error;
use crate::net::Form;
use core::ops::Range;
use neurodyn_core::seed::Seeds;

/// Records `(p, u, u')` in scaled variables: `u'` is what the mapping must make of `u` with parameters `p`.
///
/// Columns stand in the order `p_1 ... p_M, u_1 ... u_N, u'_1 ... u'_N`.
#[derive(Clone, Debug, PartialEq)]
pub struct Rows {
    parameters: usize,
    variables: usize,
    columns: Vec<Vec<f64>>,
}

impl Rows {
    /// A user's own data, already scaled: `M` columns of parameters, `N` of states and `N` of next states.
    ///
    /// # Errors
    /// [`Error::Columns`] if there is no state, or not as many next states; [`Error::ColumnLength`], [`Error::Column`] for an
    /// empty column or one of a single value, from which nothing can be learned, [`Error::NotFiniteRow`].
    ///
    /// ```
    /// use hhnet::data::Rows;
    /// use hhnet::Error;
    ///
    /// let error = Rows::from_columns(vec![], vec![vec![0.1, f64::NAN]], vec![vec![0.2, 0.3]]).unwrap_err();
    /// assert_eq!(error.to_string(), "row 1 of column u[0] is NaN, not a finite number (both counted from 0)");
    /// ```
    pub fn from_columns(p: Vec<Vec<f64>>, u: Vec<Vec<f64>>, next: Vec<Vec<f64>>) -> Result<Self, Error> {
        if u.is_empty() || u.len() != next.len() {
            return Err(Error::Columns { from: u.len(), next: next.len() });
        }
        let (parameters, variables) = (p.len(), u.len());
        let rows = Self { parameters, variables, columns: p.into_iter().chain(u).chain(next).collect() };
        rows.check()?;
        Ok(rows)
    }

    /// A user's own data in the units of the system, scaled as this form says.
    ///
    /// # Errors
    /// As [`from_columns`](Self::from_columns), and [`Error::Sides`] if the form has other variables or parameters.
    pub fn from_physical(
        form: &Form,
        p: Vec<Vec<f64>>,
        x: Vec<Vec<f64>>,
        next: Vec<Vec<f64>>,
    ) -> Result<Self, Error> {
        let mut rows = Self::from_columns(p, x, next)?;
        rows.fits(form)?;
        let (m, n) = (rows.parameters, rows.variables);
        for (k, column) in rows.columns.iter_mut().enumerate() {
            let (scaling, side) = if k < m { (&form.parameters, k) } else { (&form.variables, (k - m) % n) };
            for value in column {
                *value = scaling.scaled(side, *value);
            }
        }
        Ok(rows)
    }

    pub(super) fn zeros(parameters: usize, variables: usize, rows: usize) -> Self {
        Self { parameters, variables, columns: vec![vec![0.0; rows]; parameters + 2 * variables] }
    }

    /// How many records.
    #[must_use]
    pub fn len(&self) -> usize {
        self.columns[0].len()
    }
    /// True if there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
    /// Variables `N` of a state.
    #[must_use]
    pub const fn variables(&self) -> usize {
        self.variables
    }
    /// Parameters `M`.
    #[must_use]
    pub const fn parameters(&self) -> usize {
        self.parameters
    }
    /// Column `k` of `M + 2 N`.
    ///
    /// # Panics
    /// If there is no such column.
    #[must_use]
    pub fn column(&self, k: usize) -> &[f64] {
        &self.columns[k]
    }
    pub(super) fn column_mut(&mut self, k: usize) -> &mut [f64] {
        &mut self.columns[k]
    }
    /// Parameter `j`.
    ///
    /// # Panics
    /// If there is no such parameter.
    #[must_use]
    pub fn p(&self, j: usize) -> &[f64] {
        assert!(j < self.parameters, "parameter {j} of {}", self.parameters);
        &self.columns[j]
    }
    /// Variable `i` before the step.
    ///
    /// # Panics
    /// If there is no such variable.
    #[must_use]
    pub fn u(&self, i: usize) -> &[f64] {
        assert!(i < self.variables, "variable {i} of {}", self.variables);
        &self.columns[self.parameters + i]
    }
    /// Variable `i` after the step.
    ///
    /// # Panics
    /// If there is no such variable.
    #[must_use]
    pub fn next(&self, i: usize) -> &[f64] {
        assert!(i < self.variables, "variable {i} of {}", self.variables);
        &self.columns[self.parameters + self.variables + i]
    }

    /// The records in random order: the permutation is drawn from stream 0 of `seeds.named("order")`.
    #[must_use]
    pub fn shuffled(&self, seeds: Seeds) -> Self {
        let mut order: Vec<usize> = (0..self.len()).collect();
        seeds.named("order").stream(0).shuffle(&mut order);
        let gathered = |column: &Vec<f64>| order.iter().map(|&row| column[row]).collect();
        Self { columns: self.columns.iter().map(gathered).collect(), ..*self }
    }
    /// These records alone.
    ///
    /// # Panics
    /// If there are not so many.
    #[must_use]
    pub fn part(&self, rows: Range<usize>) -> Self {
        Self { columns: self.columns.iter().map(|column| column[rows.clone()].to_vec()).collect(), ..*self }
    }

    /// Whether a net of this form can learn from these records.
    pub(crate) fn fits(&self, form: &Form) -> Result<(), Error> {
        for (what, expected, found) in [
            ("variables", form.size.variables, self.variables),
            ("parameters", form.size.parameters, self.parameters),
        ] {
            if expected != found {
                return Err(Error::Sides { what, expected, found });
            }
        }
        Ok(())
    }

    fn check(&self) -> Result<(), Error> {
        for (k, column) in self.columns.iter().enumerate() {
            if column.len() != self.len() {
                return Err(Error::ColumnLength {
                    column: self.name(k),
                    expected: self.len(),
                    found: column.len(),
                });
            }
            if let Some(row) = column.iter().position(|value| !value.is_finite()) {
                return Err(Error::NotFiniteRow { column: self.name(k), row, value: column[row] });
            }
            let Some(first) = column.first() else {
                return Err(Error::Column { column: self.name(k), why: "is empty" });
            };
            if column.iter().all(|value| value == first) {
                return Err(Error::Column { column: self.name(k), why: "is the same in every row" });
            }
        }
        Ok(())
    }
    fn name(&self, k: usize) -> String {
        let (m, n) = (self.parameters, self.variables);
        match k {
            _ if k < m => format!("p[{k}]"),
            _ if k < m + n => format!("u[{}]", k - m),
            _ => format!("next[{}]", k - m - n),
        }
    }
}
