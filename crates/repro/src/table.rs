//! The result of a unit: named arrays of `f64`.

use crate::error::ReproError;

/// Named arrays, in order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    arrays: Vec<Array>,
}

/// A named array in row-major order.
#[derive(Clone, Debug, PartialEq)]
pub struct Array {
    /// Its name: `"V"`, `"Q"`.
    pub name: String,
    /// Its sizes; a column has one.
    pub shape: Vec<usize>,
    /// Its values, the last index running fastest.
    pub values: Vec<f64>,
}

impl Table {
    /// No arrays yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a one-dimensional array.
    #[must_use]
    pub fn with(self, name: impl Into<String>, values: Vec<f64>) -> Self {
        let shape = vec![values.len()];
        self.with_shape(name, shape, values)
    }

    /// Adds an array of any shape, the last index running fastest.
    ///
    /// # Panics
    /// If the shape does not hold that many values: a mistake of the item that no input can cause.
    #[must_use]
    pub fn with_shape(mut self, name: impl Into<String>, shape: Vec<usize>, values: Vec<f64>) -> Self {
        let name = name.into();
        assert_eq!(
            shape.iter().product::<usize>(),
            values.len(),
            "array `{name}` does not fill its shape {shape:?}"
        );
        self.arrays.push(Array { name, shape, values });
        self
    }

    /// The values of an array.
    ///
    /// # Errors
    /// [`ReproError::Table`] if there is none of that name.
    pub fn get(&self, name: &str) -> Result<&[f64], ReproError> {
        let array = self.arrays.iter().find(|array| array.name == name);
        array.map(|array| array.values.as_slice()).ok_or_else(|| ReproError::Table {
            array: name.to_owned(),
            fact: format!(
                "not there; there are {:?}",
                self.arrays.iter().map(|a| &a.name).collect::<Vec<_>>()
            ),
        })
    }

    /// All arrays, in order.
    #[must_use]
    pub fn arrays(&self) -> &[Array] {
        &self.arrays
    }
}
