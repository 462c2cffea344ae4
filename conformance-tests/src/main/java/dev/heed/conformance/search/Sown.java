package dev.heed.conformance.search;

import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The tensors of one draw, with the Java code that makes each of them again. */
final class Sown {
    /** Up to so many elements are written out in code. */
    private static final int MOST_WRITTEN = 48;

    private final long seed;
    private final IdentityHashMap<Tensor, String> recipes = new IdentityHashMap<>();

    Sown(long seed) {
        this.seed = seed;
    }

    private long seedOf(String name) {
        return seed * 31 + name.hashCode();
    }

    /** Floating-point numbers. */
    Tensor numbers(String name, Numbers kind, int... dims) {
        long own = seedOf(name);
        return keep(kind.tensor(own, dims), "Numbers." + kind + ".tensor(" + own + "L" + afterComma(dims) + ")");
    }

    private static String afterComma(int[] dims) {
        return Arrays.stream(dims).mapToObj(dim -> ", " + dim).collect(Collectors.joining());
    }

    private Tensor keep(Tensor tensor, String recipe) {
        recipes.put(tensor, recipe);
        return tensor;
    }

    /** Numbers around 1, for the weights of norms. */
    Tensor aroundOne(String name, int width) {
        return scaled(numbers(name, Numbers.NORMAL, width), 0.1f, 1);
    }

    /** A tensor times a factor, plus an addend. */
    Tensor scaled(Tensor tensor, float factor, float addend) {
        return keep(
                Numbers.scaled(tensor, factor, addend),
                "Numbers.scaled(" + code(tensor) + ", " + literal(factor) + ", " + literal(addend) + ")");
    }

    /** A copy with some of its rows, of the last dimension, or of its elements replaced by one number. */
    Tensor replaced(Tensor tensor, float by, int width, IntPredicate which) {
        int count = width == 0 ? 0 : Math.toIntExact(tensor.shape().size()) / width;
        int[] chosen = IntStream.range(0, count).filter(which).toArray();
        if (chosen.length == 0) {
            return tensor;
        }
        return keep(
                Numbers.replaced(tensor, by, width, chosen),
                "Numbers.replaced(" + code(tensor) + ", " + literal(by) + ", " + width + afterComma(chosen) + ")");
    }

    /** Whole numbers of the type INT32 or INT64. */
    Tensor integers(String name, boolean wide, int least, int most, int... dims) {
        SplittableRandom random = new SplittableRandom(seedOf(name));
        int[] values = new int[Math.toIntExact(Shape.of(dims).size())];
        Arrays.setAll(values, i -> random.nextInt(least, most + 1));
        return wide
                ? Tensor.of(Shape.of(dims), Arrays.stream(values).asLongStream().toArray())
                : Tensor.of(Shape.of(dims), values);
    }

    /** True so many times in a hundred. */
    Tensor booleans(String name, int percent, int... dims) {
        SplittableRandom random = new SplittableRandom(seedOf(name));
        boolean[] values = new boolean[Math.toIntExact(Shape.of(dims).size())];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextInt(100) < percent;
        }
        return Tensor.of(Shape.of(dims), values);
    }

    /** The code of a tensor: its numbers written out, or how they are drawn if they are many. */
    String code(Tensor tensor) {
        String recipe = recipes.get(tensor);
        if (recipe != null && tensor.shape().size() > MOST_WRITTEN) {
            return recipe;
        }
        String dims = Arrays.stream(tensor.shape().toArray())
                .mapToObj(Integer::toString)
                .collect(Collectors.joining(", "));
        String values = values(tensor);
        return "Tensor.of(Shape.of(" + dims + ")" + (values.isEmpty() ? ", " + noValues(tensor.dtype()) : ", " + values)
                + ")";
    }

    private static String noValues(DType type) {
        return switch (type) {
            case FLOAT32, FLOAT16, BFLOAT16 -> "new float[0]";
            case INT8, INT32 -> "new int[0]";
            case INT64 -> "new long[0]";
            case BOOL -> "new boolean[0]";
        };
    }

    private static String values(Tensor tensor) {
        return switch (tensor.dtype()) {
            case FLOAT32, FLOAT16, BFLOAT16 -> {
                float[] values = tensor.toFloatArray();
                yield IntStream.range(0, values.length)
                        .mapToObj(i -> literal(values[i]))
                        .collect(Collectors.joining(", "));
            }
            case INT8, INT32 ->
                Arrays.stream(tensor.toLongArray()).mapToObj(Long::toString).collect(Collectors.joining(", "));
            case INT64 ->
                Arrays.stream(tensor.toLongArray()).mapToObj(each -> each + "L").collect(Collectors.joining(", "));
            case BOOL -> {
                boolean[] values = tensor.toBooleanArray();
                yield IntStream.range(0, values.length)
                        .mapToObj(i -> Boolean.toString(values[i]))
                        .collect(Collectors.joining(", "));
            }
        };
    }

    private static String literal(float value) {
        if (Float.isNaN(value)) {
            return "Float.NaN";
        }
        if (Float.isInfinite(value)) {
            return value > 0 ? "Float.POSITIVE_INFINITY" : "Float.NEGATIVE_INFINITY";
        }
        boolean whole = value == Math.rint(value) && Math.abs(value) < 1e6;
        return whole && Float.floatToRawIntBits(value) != 0x8000_0000 ? (int) value + "f" : value + "f";
    }
}
