//! The leading left singular vectors of a sparse matrix.

use ndarray::{Array1, Array2, ArrayView2, Axis, Slice};

use crate::compare::random::Random;

/// A matrix by rows: column and value of what is not 0, columns ascending.
pub(super) type Sparse = Vec<Vec<(u32, f64)>>;

/// More directions than asked for, and rounds of iteration: both sharpen the leading ones.
const SPARE: usize = 8;
const ROUNDS: usize = 4;

/// Left singular vectors (columns) and values of the `rank` leading directions, greatest first.
///
/// Fewer where the matrix has fewer. The signs of the columns are arbitrary.
///
/// Reference: Halko, Martinsson & Tropp (2011), SIAM Review 53(2), 217–288, algorithms 4.4 and 5.1.
pub(super) fn leading(matrix: &Sparse, columns: usize, rank: usize, random: &mut Random) -> (Array2<f64>, Vec<f64>) {
    let size = (rank + SPARE).min(matrix.len()).min(columns);
    // From −1 to 1; mere signs would too often repeat a direction of a small matrix.
    let even = |random: &mut Random| (random.bits() >> 11) as f64 / (1u64 << 52) as f64 - 1.0;
    let start = Array2::from_shape_simple_fn((columns, size), || even(random));
    let mut basis = orthonormal(times(matrix, start.view()));
    for _ in 0..ROUNDS {
        let across = orthonormal(transposed_times(matrix, columns, basis.view()));
        basis = orthonormal(times(matrix, across.view()));
    }
    let small = transposed_times(matrix, columns, basis.view());
    let (values, turns) = eigen(small.t().dot(&small));
    let greatest = values.first().copied().unwrap_or_default();
    let kept = values.iter().take(rank).take_while(|v| **v > greatest * 1e-12 && **v > 0.0).count();
    let vectors = basis.dot(&turns.slice_axis(Axis(1), Slice::from(..kept)));
    (vectors, values[..kept].iter().map(|v| v.sqrt()).collect())
}

fn times(matrix: &Sparse, by: ArrayView2<'_, f64>) -> Array2<f64> {
    let mut out = Array2::zeros((matrix.len(), by.ncols()));
    for (row, mut to) in matrix.iter().zip(out.rows_mut()) {
        for &(column, value) in row {
            to.scaled_add(value, &by.row(column as usize));
        }
    }
    out
}

fn transposed_times(matrix: &Sparse, columns: usize, by: ArrayView2<'_, f64>) -> Array2<f64> {
    let mut out = Array2::zeros((columns, by.ncols()));
    for (row, from) in matrix.iter().zip(by.rows()) {
        for &(column, value) in row {
            out.row_mut(column as usize).scaled_add(value, &from);
        }
    }
    out
}

/// Columns made orthogonal and of length 1 (Gram–Schmidt, twice); what depends on others becomes 0.
fn orthonormal(mut matrix: Array2<f64>) -> Array2<f64> {
    for at in 0..matrix.ncols() {
        let mut column: Array1<f64> = matrix.column(at).to_owned();
        let before = column.dot(&column).sqrt();
        for _ in 0..2 {
            for other in 0..at {
                let other = matrix.column(other);
                let part = other.dot(&column);
                column.scaled_add(-part, &other);
            }
        }
        let length = column.dot(&column).sqrt();
        if length > before * 1e-10 && length > 0.0 {
            column /= length;
        } else {
            column.fill(0.0);
        }
        matrix.column_mut(at).assign(&column);
    }
    matrix
}

/// Eigenvalues, greatest first, and eigenvectors (columns) of a symmetric matrix by Jacobi's rotations.
fn eigen(mut a: Array2<f64>) -> (Vec<f64>, Array2<f64>) {
    let n = a.nrows();
    let mut turns = Array2::eye(n);
    for _ in 0..60 {
        let off: f64 = (0..n).flat_map(|i| (0..i).map(move |j| (i, j))).map(|(i, j)| a[[i, j]] * a[[i, j]]).sum();
        let on: f64 = a.diag().dot(&a.diag());
        if off <= on * 1e-26 {
            break;
        }
        for p in 0..n {
            for q in p + 1..n {
                rotate(&mut a, &mut turns, p, q);
            }
        }
    }
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by(|&i, &j| a[[j, j]].total_cmp(&a[[i, i]]).then(i.cmp(&j)));
    (order.iter().map(|&i| a[[i, i]]).collect(), turns.select(Axis(1), &order))
}

fn rotate(a: &mut Array2<f64>, turns: &mut Array2<f64>, p: usize, q: usize) {
    if a[[p, q]] == 0.0 {
        return;
    }
    let theta = (a[[q, q]] - a[[p, p]]) / (2.0 * a[[p, q]]);
    let t = if theta >= 0.0 { 1.0 } else { -1.0 } / (theta.abs() + (theta * theta + 1.0).sqrt());
    let c = 1.0 / (t * t + 1.0).sqrt();
    let s = t * c;
    let n = a.nrows();
    for k in 0..n {
        let (x, y) = (a[[k, p]], a[[k, q]]);
        (a[[k, p]], a[[k, q]]) = (c * x - s * y, s * x + c * y);
    }
    for k in 0..n {
        let (x, y) = (a[[p, k]], a[[q, k]]);
        (a[[p, k]], a[[q, k]]) = (c * x - s * y, s * x + c * y);
        let (x, y) = (turns[[k, p]], turns[[k, q]]);
        (turns[[k, p]], turns[[k, q]]) = (c * x - s * y, s * x + c * y);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn singular_values_are_those_worked_out_by_hand() {
        // [[3, 0], [4, 5]] has the singular values √45 and √5.
        let matrix = vec![vec![(0, 3.0)], vec![(0, 4.0), (1, 5.0)]];
        let (vectors, values) = leading(&matrix, 2, 2, &mut Random::new(1, &[]));
        assert!((values[0] - 45f64.sqrt()).abs() < 1e-9 && (values[1] - 5f64.sqrt()).abs() < 1e-9, "{values:?}");
        // The first left vector is (1, 3)/√10 up to its sign.
        assert!((vectors[[1, 0]] / vectors[[0, 0]] - 3.0).abs() < 1e-9, "{vectors}");
    }

    #[test]
    fn a_matrix_of_less_rank_than_asked_for_gives_what_it_has() {
        let matrix = vec![vec![(0, 1.0), (1, 1.0)], vec![(0, 1.0), (1, 1.0)], Vec::new()];
        let (vectors, values) = leading(&matrix, 2, 2, &mut Random::new(1, &[]));
        assert_eq!(values.len(), 1);
        assert!((values[0] - 2.0).abs() < 1e-9 && vectors[[2, 0]].abs() < 1e-9);
        assert!(leading(&Vec::new(), 0, 3, &mut Random::new(1, &[])).1.is_empty());
    }
}
