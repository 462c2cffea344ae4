package uk.ac.manchester.tornado.api.types.vectors;

/** 16 numbers that a work-item has in a register. */
public final class Float16 {
    private final float[] lanes;

    /** 16 numbers. */
    public Float16(
            float s0,
            float s1,
            float s2,
            float s3,
            float s4,
            float s5,
            float s6,
            float s7,
            float s8,
            float s9,
            float s10,
            float s11,
            float s12,
            float s13,
            float s14,
            float s15) {
        lanes = new float[] {
            s0,
            s1,
            s2,
            s3,
            s4,
            s5,
            s6,
            s7,
            s8,
            s9,
            s10,
            s11,
            s12,
            s13,
            s14,
            s15
        };
    }

    /** The twin's own: the numbers of an array, which it takes over. */
    public Float16(float[] lanes) {
        this.lanes = lanes;
    }

    /** One of them; which one is a constant. */
    public float get(int index) {
        return lanes[index];
    }

    /** Lane by lane. */
    public static Float16 add(Float16 a, Float16 b) {
        float[] sum = new float[16];
        for (int i = 0; i < 16; i++) {
            sum[i] = a.lanes[i] + b.lanes[i];
        }
        return new Float16(sum);
    }

    /** Lane by lane. */
    public static Float16 mult(Float16 a, Float16 b) {
        float[] product = new float[16];
        for (int i = 0; i < 16; i++) {
            product[i] = a.lanes[i] * b.lanes[i];
        }
        return new Float16(product);
    }
}
