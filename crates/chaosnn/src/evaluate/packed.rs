//! Weights in the order in which the kernel reads them.

use crate::error::Error;
use crate::network::Network;

/// Columns that a tile has: so many sums are in flight at once.
pub(super) const TILE: usize = 8;

/// The layers of a network in `f32`.
#[derive(Debug)]
pub(super) struct Packed {
    pub(super) layers: Vec<PackedLayer>,
}

/// One layer: tiles of columns, each with its numbers row by row, the last one filled up with zeros.
#[derive(Debug)]
pub(super) struct PackedLayer {
    pub(super) inputs: usize,
    pub(super) outputs: usize,
    pub(super) tiles: Vec<f32>,
    pub(super) biases: Vec<f32>,
}

impl Packed {
    pub(super) fn new(network: &Network) -> Result<Self, Error> {
        let mut layers = Vec::new();
        for layer in network.layers() {
            let (inputs, outputs) = (layer.inputs, layer.outputs);
            let mut biases = narrow("biases", &layer.biases)?;
            biases.resize(outputs.next_multiple_of(TILE), 0.0);
            layers.push(PackedLayer {
                inputs,
                outputs,
                tiles: pack(&narrow("weights", &layer.weights)?, inputs, outputs),
                biases,
            });
        }
        Ok(Self { layers })
    }

    /// Rows of lanes that the widest layer takes.
    pub(super) fn widest(&self) -> usize {
        self.layers.iter().map(|layer| layer.inputs.max(layer.biases.len())).max().unwrap_or(0)
    }
}

/// The numbers as `f32`, none of them infinite.
pub(super) fn narrow(what: &'static str, numbers: &[f64]) -> Result<Vec<f32>, Error> {
    let narrowed: Vec<f32> = numbers.iter().map(|&x| x as f32).collect();
    match narrowed.iter().position(|x| !x.is_finite()) {
        Some(index) => Err(Error::NotANumber { what, index, value: narrowed[index].into() }),
        None => Ok(narrowed),
    }
}

/// A matrix of `rows` by `columns` as tiles.
pub(super) fn pack(matrix: &[f32], rows: usize, columns: usize) -> Vec<f32> {
    let mut tiles = vec![0.0; columns.div_ceil(TILE) * rows * TILE];
    for row in 0..rows {
        for column in 0..columns {
            let (tile, at) = (column / TILE, column % TILE);
            tiles[(tile * rows + row) * TILE + at] = matrix[row * columns + column];
        }
    }
    tiles
}
