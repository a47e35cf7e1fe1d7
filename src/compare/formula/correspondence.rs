//! Correspondence analysis of a table of counts.

use nalgebra::DMatrix;
use ndarray::{Array1, Array2, ArrayView2, Axis};

use super::rounded;

/// Below this share of the whole a dimension is rounding, not inertia.
const NONE: f64 = 1e-12;

/// A table of counts seen as two clouds of profiles.
#[derive(Debug, Clone, PartialEq)]
pub struct Correspondence {
    /// Principal inertias λ of the dimensions, greatest first; their sum is the total inertia χ²/n.
    pub inertias: Vec<f64>,
    /// The rows of the table.
    pub rows: Vec<Profile>,
    /// Its columns.
    pub columns: Vec<Profile>,
}

/// A row or a column; the lists have a number for each dimension.
#[derive(Debug, Clone, PartialEq)]
pub struct Profile {
    /// Its sum over the sum of the table, 0 to 1.
    pub mass: f64,
    /// Mass times squared χ² distance from the average profile.
    pub inertia: f64,
    /// Principal coordinates.
    pub coordinates: Vec<f64>,
    /// Its share of the inertia of each dimension, 0 to 1.
    pub contributions: Vec<f64>,
    /// The share of its own inertia that lies on each dimension, 0 to 1; `None` for the average profile itself.
    pub cos2: Vec<Option<f64>>,
}

/// Simple correspondence analysis.
///
/// With N the table, n its sum, P = N/n, r and c the sums of the rows and
/// columns of P (the masses), and S = D_r^(−1/2) (P − rcᵀ) D_c^(−1/2) = U Σ Vᵀ
/// its singular value decomposition: inertias λ_k = σ_k², principal coordinates
/// of the rows f_ik = u_ik σ_k / √r_i and of the columns g_jk = v_jk σ_k / √c_j,
/// contributions u_ik² and v_jk², cos² f_ik² / Σ_k f_ik². No unit; distances
/// between rows, and between columns, are χ² distances of their profiles.
///
/// A dimension can be turned around without changing anything: here the column
/// that contributes most to it, the first of equals, is on its positive side.
///
/// `None` where a row or a column is without counts (it has no profile: leave
/// it out beforehand), or where all profiles are alike.
///
/// Reference: Greenacre (2017), Correspondence Analysis in Practice, 3rd ed.,
/// Chapman & Hall/CRC, appendix A.
pub fn correspondence(table: ArrayView2<u64>) -> Option<Correspondence> {
    let n: u64 = table.sum();
    let shares: Array2<f64> = table.mapv(|count| count as f64 / n as f64);
    let (rows, columns) = (shares.sum_axis(Axis(1)), shares.sum_axis(Axis(0)));
    let full = |masses: &Array1<f64>| !masses.is_empty() && masses.iter().all(|m| *m > 0.0);
    if n == 0 || !full(&rows) || !full(&columns) {
        return None;
    }
    let residual = |i: usize, j: usize| {
        let expected = rows[i] * columns[j];
        (shares[[i, j]] - expected) / expected.sqrt()
    };
    let residuals = DMatrix::from_fn(rows.len(), columns.len(), residual);
    let total = residuals.norm_squared();
    // Counts are whole: profiles that differ at all differ by more than rounding.
    if total < NONE {
        return None;
    }
    let found = residuals.svd(true, true);
    let (left, right) = (found.u?, found.v_t?.transpose());
    let sizes = found.singular_values;
    let mut order: Vec<usize> = (0..sizes.len()).filter(|&k| sizes[k] * sizes[k] > NONE * total).collect();
    order.sort_by(|&a, &b| sizes[b].total_cmp(&sizes[a]).then(a.cmp(&b)));
    let signs: Vec<f64> = order.iter().map(|&k| sign(right.column(k).iter().copied())).collect();
    let side = |vectors: &DMatrix<f64>, masses: &Array1<f64>| {
        let one = |(i, &mass): (usize, &f64)| profile(mass, order.iter().map(|&k| (vectors[(i, k)], sizes[k])), &signs);
        masses.iter().enumerate().map(one).collect()
    };
    Some(Correspondence {
        inertias: order.iter().map(|&k| sizes[k] * sizes[k]).collect(),
        rows: side(&left, &rows),
        columns: side(&right, &columns),
    })
}

/// The sign that brings the greatest element, the first of equals, to the positive side.
fn sign(vector: impl Iterator<Item = f64>) -> f64 {
    // Equals may differ in their last bits.
    let size = |x: f64| rounded(x.abs()).unwrap_or(0.0);
    let greatest = vector.reduce(|best, x| if size(x) > size(best) { x } else { best });
    if greatest.is_some_and(|x| x < 0.0) { -1.0 } else { 1.0 }
}

/// A row or column from its element of each singular vector, with the singular values.
fn profile(mass: f64, elements: impl Iterator<Item = (f64, f64)>, signs: &[f64]) -> Profile {
    let (mut coordinates, mut contributions) = (Vec::new(), Vec::new());
    for ((element, size), sign) in elements.zip(signs) {
        coordinates.push(sign * element * size / mass.sqrt());
        contributions.push(element * element);
    }
    let squares: f64 = coordinates.iter().map(|x| x * x).sum();
    let cos2 = coordinates.iter().map(|x| (squares > NONE).then(|| x * x / squares)).collect();
    Profile { mass, inertia: mass * squares, coordinates, contributions, cos2 }
}

#[cfg(test)]
mod tests {
    use ndarray::array;

    use super::*;

    #[test]
    fn a_table_worked_out_by_hand() {
        // P − rcᵀ = ±1/8 everywhere, masses 1/2: S = [[1/4, −1/4], [−1/4, 1/4]] has the one singular value 1/2.
        let found = correspondence(array![[3u64, 1], [1, 3]].view()).unwrap();
        assert_eq!(found.inertias.len(), 1);
        assert!((found.inertias[0] - 0.25).abs() < 1e-12);
        let close = |a: f64, b: f64| (a - b).abs() < 1e-12;
        assert!(close(found.columns[0].coordinates[0], 0.5) && close(found.rows[1].coordinates[0], -0.5));
        assert!(close(found.rows[0].contributions[0], 0.5) && close(found.rows[0].cos2[0].unwrap(), 1.0));
        assert!(close(found.rows[0].inertia, 0.125));
    }

    #[test]
    fn equal_profiles_and_empty_rows_have_no_map() {
        assert_eq!(correspondence(array![[1u64, 2], [2, 4], [3, 6]].view()), None);
        assert_eq!(correspondence(array![[1u64, 2], [0, 0]].view()), None);
        assert_eq!(correspondence(Array2::<u64>::zeros((0, 0)).view()), None);
    }

    #[test]
    fn the_average_profile_stands_in_the_middle_and_has_no_cosine() {
        let found = correspondence(array![[3u64, 1], [1, 3], [2, 2]].view()).unwrap();
        assert!(found.rows[2].coordinates[0].abs() < 1e-12 && found.rows[2].cos2[0].is_none());
    }
}
