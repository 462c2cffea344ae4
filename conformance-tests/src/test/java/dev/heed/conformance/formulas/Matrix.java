package dev.heed.conformance.formulas;

import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/** Rows of numbers, and what the formulas do with them. Nothing here is written to once it is made. */
final class Matrix {
    private final double[][] rows;

    Matrix(double[][] rows) {
        this.rows = rows;
    }

    static Matrix of(int height, int width, Element element) {
        double[][] values = new double[height][width];
        for (int i = 0; i < height; i++) {
            for (int j = 0; j < width; j++) {
                values[i][j] = element.at(i, j);
            }
        }
        return new Matrix(values);
    }

    /** The number in a row and a column. */
    interface Element {
        double at(int i, int j);
    }

    int rows() {
        return rows.length;
    }

    int columns() {
        return rows.length == 0 ? 0 : rows[0].length;
    }

    double at(int i, int j) {
        return rows[i][j];
    }

    double[][] values() {
        return rows;
    }

    Matrix map(DoubleUnaryOperator f) {
        return of(rows(), columns(), (i, j) -> f.applyAsDouble(at(i, j)));
    }

    Matrix with(Matrix other, DoubleBinaryOperator f) {
        return of(rows(), columns(), (i, j) -> f.applyAsDouble(at(i, j), other.at(i, j)));
    }

    Matrix plus(Matrix other) {
        return with(other, Double::sum);
    }

    /** This times the transpose of another. */
    Matrix timesTransposed(Matrix other) {
        return of(rows(), other.rows(), (i, j) -> {
            double sum = 0;
            for (int k = 0; k < columns(); k++) {
                sum += at(i, k) * other.at(j, k);
            }
            return sum;
        });
    }

    Matrix times(Matrix other) {
        return timesTransposed(of(other.columns(), other.rows(), (i, j) -> other.at(j, i)));
    }

    Matrix columns(int from, int count) {
        return of(rows(), count, (i, j) -> at(i, from + j));
    }

    /** The first of these side by side with the others. */
    static Matrix beside(Matrix... parts) {
        int width = parts[0].columns();
        return of(parts[0].rows(), width * parts.length, (i, j) -> parts[j / width].at(i, j % width));
    }

    /** exp(x) / Σ exp(x) in every row. */
    Matrix softmax() {
        double[] sums = new double[rows()];
        for (int i = 0; i < sums.length; i++) {
            for (double each : rows[i]) {
                sums[i] += Math.exp(each);
            }
        }
        return of(rows(), columns(), (i, j) -> Math.exp(at(i, j)) / sums[i]);
    }

    /** x / √(mean(x²) + ε), times a weight. */
    Matrix rmsNorm(double epsilon, Matrix weight) {
        double[] roots = new double[rows()];
        for (int i = 0; i < roots.length; i++) {
            for (double each : rows[i]) {
                roots[i] += each * each / columns();
            }
            roots[i] = Math.sqrt(roots[i] + epsilon);
        }
        return of(rows(), columns(), (i, j) -> at(i, j) / roots[i] * weight.at(0, j));
    }

    /** (x − mean) / √(variance + ε), times a weight, plus a bias. */
    Matrix layerNorm(double epsilon, Matrix weight, Matrix bias) {
        double[] means = new double[rows()];
        for (int i = 0; i < means.length; i++) {
            for (double each : rows[i]) {
                means[i] += each / columns();
            }
        }
        Matrix ones = of(1, columns(), (i, j) -> 1);
        Matrix centred = of(rows(), columns(), (i, j) -> at(i, j) - means[i]);
        return centred.rmsNorm(epsilon, ones).scaledAndShifted(weight, bias);
    }

    private Matrix scaledAndShifted(Matrix weight, Matrix bias) {
        return of(rows(), columns(), (i, j) -> at(i, j) * weight.at(0, j) + bias.at(0, j));
    }

    /** A bias in every row. */
    Matrix shifted(Matrix bias) {
        return of(rows(), columns(), (i, j) -> at(i, j) + bias.at(0, j));
    }
}
