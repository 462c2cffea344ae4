package dev.heed.tornado;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.VarInsnNode;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/**
 * Loads the backend and the twin anew, and kernels with a count at each operation on numbers and each access to a global
 * array. What it loads knows nothing of it, so that kernels elsewhere are as fast as ever.
 */
final class CountingLoader extends ClassLoader {
    private static final List<String> PACKAGES = List.of("dev.heed.tornado.", "uk.ac.manchester.tornado.");
    private static final String COUNTS = Type.getInternalName(KernelCounts.class);
    private static final String ACCESS = Type.getInternalName(CountedAccess.class);
    private static final String ARRAY = Type.getInternalName(FloatArray.class);
    private static final String MATH = Type.getInternalName(TornadoMath.class);
    private static final String CONTEXT = Type.getDescriptor(KernelContext.class);

    /** What kernels call, besides the kernels themselves. */
    private static final Set<String> INSIDE_KERNELS = Set.of(
            "dev.heed.tornado.Functions",
            "dev.heed.tornado.ScorePipeline",
            "uk.ac.manchester.tornado.api.types.collections.VectorFloat16",
            "uk.ac.manchester.tornado.api.types.vectors.Float16");

    CountingLoader() {
        super(CountingLoader.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        boolean own = PACKAGES.stream().anyMatch(name::startsWith) && !name.equals(KernelCounts.class.getName());
        if (!own) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> known = findLoadedClass(name);
            if (known != null) {
                return known;
            }
            byte[] bytes = bytes(name);
            return defineClass(name, bytes, 0, bytes.length);
        }
    }

    /** The twin reads kernels with barriers itself. */
    @Override
    public @Nullable InputStream getResourceAsStream(String name) {
        String type = name.replace(".class", "").replace('/', '.');
        try {
            return name.endsWith(".class") && PACKAGES.stream().anyMatch(type::startsWith)
                    ? new ByteArrayInputStream(bytes(type))
                    : super.getResourceAsStream(name);
        } catch (ClassNotFoundException absent) {
            return null;
        }
    }

    private byte[] bytes(String name) throws ClassNotFoundException {
        try (InputStream plain = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
            if (plain == null) {
                throw new ClassNotFoundException(name);
            }
            ClassNode node = new ClassNode();
            new ClassReader(plain).accept(node, 0);
            boolean kernel = !node.name.equals(ACCESS) && node.methods.stream().anyMatch(CountingLoader::isKernel);
            if (kernel || INSIDE_KERNELS.contains(name)) {
                node.methods.forEach(method -> count(node, method));
            }
            ClassWriter writer = new ClassWriter(0);
            node.accept(writer);
            return writer.toByteArray();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static boolean isKernel(MethodNode method) {
        return method.desc.startsWith("(" + CONTEXT) && (method.access & Opcodes.ACC_STATIC) != 0;
    }

    private static void count(ClassNode owner, MethodNode method) {
        for (AbstractInsnNode each : List.of(method.instructions.toArray())) {
            if (isOperation(each)) {
                method.instructions.insertBefore(
                        each, new MethodInsnNode(Opcodes.INVOKESTATIC, COUNTS, "operation", "()V", false));
            } else if (each instanceof MethodInsnNode call && call.owner.equals(ARRAY)) {
                boolean access = call.name.equals("get") || call.name.equals("set");
                if (access) {
                    String desc = call.desc.replace("(", "(L" + ARRAY + ";");
                    method.instructions.set(
                            call, new MethodInsnNode(Opcodes.INVOKESTATIC, ACCESS, call.name, desc, false));
                }
            }
        }
        if (isKernel(method)) {
            InsnList enter = new InsnList();
            String name = owner.name.substring(owner.name.lastIndexOf('/') + 1);
            enter.add(new VarInsnNode(Opcodes.ALOAD, 0));
            enter.add(new LdcInsnNode(name));
            String desc = "(" + CONTEXT + "Ljava/lang/String;)V";
            enter.add(new MethodInsnNode(Opcodes.INVOKESTATIC, ACCESS, "enter", desc, false));
            method.instructions.insert(enter);
            method.maxStack = Math.max(2, method.maxStack);
        }
    }

    /** + − · / on two floats, and a function of TornadoVM's that is more than a comparison. */
    private static boolean isOperation(AbstractInsnNode each) {
        return switch (each.getOpcode()) {
            case Opcodes.FADD, Opcodes.FSUB, Opcodes.FMUL, Opcodes.FDIV -> true;
            case Opcodes.INVOKESTATIC ->
                each instanceof MethodInsnNode call
                        && call.owner.equals(MATH)
                        && (call.name.equals("exp") || call.name.equals("sqrt"));
            default -> false;
        };
    }
}
