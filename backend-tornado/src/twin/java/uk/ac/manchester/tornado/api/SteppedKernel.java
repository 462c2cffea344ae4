package uk.ac.manchester.tornado.api;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.IntInsnNode;
import org.objectweb.asm.tree.JumpInsnNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TableSwitchInsnNode;
import org.objectweb.asm.tree.TypeInsnNode;
import org.objectweb.asm.tree.VarInsnNode;
import org.objectweb.asm.tree.analysis.Analyzer;
import org.objectweb.asm.tree.analysis.AnalyzerException;
import org.objectweb.asm.tree.analysis.BasicValue;
import org.objectweb.asm.tree.analysis.Frame;
import org.objectweb.asm.tree.analysis.SimpleVerifier;
import uk.ac.manchester.tornado.api.exceptions.TornadoTaskRuntimeException;

/**
 * A kernel with barriers, rewritten so that it can stop at each: it saves the local variables that it still needs and returns, and a later
 * call restores them and goes on behind the barrier. So a group of any size runs on one thread.
 *
 * @param method as the kernel, with a {@link SavedLocals} behind all other arguments moved to the second place
 * @param variables how many local variables it has at most
 */
record SteppedKernel(MethodHandle method, int variables) {
    /** What {@link SavedLocals#barrier} says after the last barrier. */
    static final int DONE = -1;

    private static final String CONTEXT = Type.getInternalName(KernelContext.class);
    private static final String SAVED = Type.getInternalName(SavedLocals.class);

    /** The kernel rewritten, or null if it has no barrier. */
    static @Nullable SteppedKernel of(MethodHandles.Lookup lookup, Method method) {
        try {
            ClassNode owner = read(method.getDeclaringClass());
            MethodNode code = owner.methods.stream()
                    .filter(each -> each.name.equals(method.getName()))
                    .findFirst()
                    .orElseThrow();
            if (barriers(code).isEmpty()) {
                return null;
            }
            return new Rewriting(owner.name, code, method).rewritten(lookup);
        } catch (IOException | AnalyzerException | ReflectiveOperationException broken) {
            throw new TornadoTaskRuntimeException("the twin cannot rewrite " + method + ": " + broken);
        }
    }

    private static ClassNode read(Class<?> owner) throws IOException {
        String file = owner.getName().replace('.', '/') + ".class";
        ClassNode node = new ClassNode();
        try (InputStream bytes = owner.getClassLoader().getResourceAsStream(file)) {
            if (bytes == null) {
                throw new IOException("no class file " + file);
            }
            new ClassReader(bytes).accept(node, 0);
        }
        return node;
    }

    private static List<MethodInsnNode> barriers(MethodNode code) {
        List<MethodInsnNode> barriers = new ArrayList<>();
        for (AbstractInsnNode each : code.instructions) {
            if (each instanceof MethodInsnNode call && call.owner.equals(CONTEXT) && call.name.equals("localBarrier")) {
                barriers.add(call);
            }
        }
        return barriers;
    }

    private static final class Rewriting {
        private final String owner;
        private final MethodNode code;
        private final Method method;
        private final int saved;

        private Rewriting(String owner, MethodNode code, Method method) {
            this.owner = owner;
            this.code = code;
            this.method = method;
            // The argument that is added comes behind all other variables' places, and is moved there at the start.
            this.saved = code.maxLocals + 1;
        }

        private SteppedKernel rewritten(MethodHandles.Lookup lookup)
                throws AnalyzerException, ReflectiveOperationException {
            Frame<BasicValue>[] frames = analyze();
            LiveVariables live = new LiveVariables(code);
            List<MethodInsnNode> barriers = barriers(code);
            List<Integer> positions =
                    barriers.stream().map(code.instructions::indexOf).toList();
            InsnList restores = new InsnList();
            LabelNode start = new LabelNode();
            LabelNode[] entries = new LabelNode[barriers.size() + 1];
            entries[0] = start;
            for (int i = 0; i < barriers.size(); i++) {
                Frame<BasicValue> frame = frames[positions.get(i)];
                if (frame.getStackSize() != 1) {
                    throw new TornadoTaskRuntimeException(method + ": a barrier inside of an expression");
                }
                BitSet needed = live.before(barriers.get(i));
                LabelNode after = new LabelNode();
                entries[i + 1] = new LabelNode();
                restores.add(entries[i + 1]);
                restores.add(moveLocals(frame, needed, false));
                restores.add(new JumpInsnNode(Opcodes.GOTO, after));
                InsnList wait = new InsnList();
                wait.add(new InsnNode(Opcodes.POP));
                wait.add(moveLocals(frame, needed, true));
                wait.add(arriveAt(i + 1));
                wait.add(new InsnNode(Opcodes.RETURN));
                wait.add(after);
                code.instructions.insertBefore(barriers.get(i), wait);
                code.instructions.remove(barriers.get(i));
            }
            finishAtReturns();
            code.instructions.insert(prologue(entries, start, restores));
            return define(lookup);
        }

        private Frame<BasicValue>[] analyze() throws AnalyzerException {
            SimpleVerifier verifier = new SimpleVerifier();
            verifier.setClassLoader(method.getDeclaringClass().getClassLoader());
            return new Analyzer<>(verifier).analyze(owner, code);
        }

        /** Saves or restores what is needed. */
        private InsnList moveLocals(Frame<BasicValue> frame, BitSet needed, boolean save) {
            InsnList moves = new InsnList();
            needed.stream().forEach(i -> {
                Type type = frame.getLocal(i).getType();
                moves.add(save ? saveLocal(i, type) : restoreLocal(i, type));
            });
            return moves;
        }

        private InsnList saveLocal(int variable, Type type) {
            InsnList moves = place(variable, type);
            moves.add(new VarInsnNode(type.getOpcode(Opcodes.ILOAD), variable));
            moves.add(new InsnNode(arrayType(type).getOpcode(Opcodes.IASTORE)));
            return moves;
        }

        private InsnList restoreLocal(int variable, Type type) {
            InsnList moves = place(variable, type);
            moves.add(new InsnNode(arrayType(type).getOpcode(Opcodes.IALOAD)));
            if (isReference(type)) {
                moves.add(new TypeInsnNode(Opcodes.CHECKCAST, type.getInternalName()));
            }
            moves.add(new VarInsnNode(type.getOpcode(Opcodes.ISTORE), variable));
            return moves;
        }

        private InsnList place(int variable, Type type) {
            InsnList moves = new InsnList();
            moves.add(new VarInsnNode(Opcodes.ALOAD, saved));
            moves.add(new FieldInsnNode(
                    Opcodes.GETFIELD,
                    SAVED,
                    fieldOf(type),
                    "[" + arrayType(type).getDescriptor()));
            moves.add(new IntInsnNode(Opcodes.SIPUSH, variable));
            return moves;
        }

        private static boolean isReference(Type type) {
            return type.getSort() == Type.OBJECT || type.getSort() == Type.ARRAY;
        }

        private static Type arrayType(Type type) {
            return isReference(type) ? Type.getType(Object.class) : type;
        }

        private static String fieldOf(Type type) {
            return switch (type.getSort()) {
                case Type.FLOAT -> "floats";
                case Type.LONG -> "longs";
                case Type.DOUBLE -> "doubles";
                case Type.OBJECT, Type.ARRAY -> "references";
                default -> "ints";
            };
        }

        private InsnList arriveAt(int barrier) {
            InsnList arrival = new InsnList();
            arrival.add(new VarInsnNode(Opcodes.ALOAD, saved));
            arrival.add(new IntInsnNode(Opcodes.SIPUSH, barrier));
            arrival.add(new FieldInsnNode(Opcodes.PUTFIELD, SAVED, "barrier", "I"));
            return arrival;
        }

        /** The returns that the kernel had before it was given one at each barrier. */
        private void finishAtReturns() {
            List<AbstractInsnNode> returns = new ArrayList<>();
            for (AbstractInsnNode each : code.instructions) {
                boolean waits = each.getPrevious() instanceof FieldInsnNode field && field.owner.equals(SAVED);
                if (each.getOpcode() == Opcodes.RETURN && !waits) {
                    returns.add(each);
                }
            }
            returns.forEach(each -> code.instructions.insertBefore(each, arriveAt(DONE)));
        }

        /** Moves the added argument to its place, and goes on where the work-item stopped. */
        private InsnList prologue(LabelNode[] entries, LabelNode start, InsnList restores) {
            InsnList prologue = new InsnList();
            prologue.add(new VarInsnNode(Opcodes.ALOAD, Type.getArgumentsAndReturnSizes(code.desc) / 4 - 1));
            prologue.add(new VarInsnNode(Opcodes.ASTORE, saved));
            prologue.add(new VarInsnNode(Opcodes.ALOAD, saved));
            prologue.add(new FieldInsnNode(Opcodes.GETFIELD, SAVED, "barrier", "I"));
            prologue.add(new TableSwitchInsnNode(0, entries.length - 1, start, entries));
            prologue.add(restores);
            prologue.add(start);
            return prologue;
        }

        private SteppedKernel define(MethodHandles.Lookup lookup) throws ReflectiveOperationException {
            MethodType plain = MethodType.methodType(void.class, method.getParameterTypes());
            MethodType type = plain.appendParameterTypes(SavedLocals.class);
            ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_FRAMES) {
                @Override
                protected String getCommonSuperClass(String one, String other) {
                    return "java/lang/Object";
                }
            };
            ClassNode stepped = new ClassNode();
            stepped.visit(Opcodes.V17, Opcodes.ACC_FINAL, owner + "Stepped", null, "java/lang/Object", null);
            code.desc = type.toMethodDescriptorString();
            code.access = Opcodes.ACC_STATIC;
            code.localVariables = null;
            code.visibleLocalVariableAnnotations = null;
            code.visibleTypeAnnotations = null;
            stepped.methods.add(code);
            stepped.accept(writer);
            MethodHandles.Lookup inside =
                    lookup.defineHiddenClass(writer.toByteArray(), true, MethodHandles.Lookup.ClassOption.NESTMATE);
            MethodHandle handle = inside.findStatic(inside.lookupClass(), code.name, type);
            int[] order = new int[type.parameterCount()];
            for (int i = 1; i < order.length - 1; i++) {
                order[i] = i + 1;
            }
            order[order.length - 1] = 1;
            List<Class<?>> parameters = new ArrayList<>(type.parameterList());
            parameters.add(1, parameters.remove(parameters.size() - 1));
            MethodHandle reordered =
                    MethodHandles.permuteArguments(handle, MethodType.methodType(void.class, parameters), order);
            return new SteppedKernel(reordered, saved);
        }
    }
}
