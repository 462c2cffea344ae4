package uk.ac.manchester.tornado.api.enums;

/** What kernels are compiled to. */
public enum TornadoVMBackendType {
    /** OpenCL C. */
    OPENCL,
    /** Metal. */
    METAL,
    /** PTX. */
    PTX,
    /** CUDA C. */
    CUDA,
    /** SPIR-V. */
    SPIRV,
    /** Java. */
    JAVA,
    /** Nothing that runs. */
    VIRTUAL
}
