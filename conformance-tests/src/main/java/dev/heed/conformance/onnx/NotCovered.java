package dev.heed.conformance.onnx;

/** Why a case says nothing about the contract. */
final class NotCovered extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotCovered(String why) {
        super(why);
    }

    String why() {
        return String.valueOf(getMessage());
    }
}
