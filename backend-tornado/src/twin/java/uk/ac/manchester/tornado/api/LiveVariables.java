package uk.ac.manchester.tornado.api;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.IincInsnNode;
import org.objectweb.asm.tree.JumpInsnNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.LookupSwitchInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TableSwitchInsnNode;
import org.objectweb.asm.tree.VarInsnNode;

/**
 * Which local variables a work-item still needs where it stops. The others are not saved; else the method of a larger
 * kernel becomes so long that the JVM does not compile it.
 */
final class LiveVariables {
    private final AbstractInsnNode[] code;
    private final Map<AbstractInsnNode, Integer> places;
    private final BitSet[] before;
    private final BitSet written = new BitSet();
    private final int arguments;

    LiveVariables(MethodNode method) {
        code = method.instructions.toArray();
        places = IntStream.range(0, code.length)
                .boxed()
                .collect(Collectors.toMap(i -> code[i], Function.identity()));
        before = new BitSet[code.length];
        arguments = Type.getArgumentsAndReturnSizes(method.desc) / 4 - 1;
        for (int i = 0; i < code.length; i++) {
            before[i] = new BitSet();
            if (isStore(code[i])) {
                written.set(((VarInsnNode) code[i]).var);
            } else if (code[i] instanceof IincInsnNode increment) {
                written.set(increment.var);
            }
        }
        boolean changed = true;
        while (changed) {
            changed = false;
            for (int i = code.length - 1; i >= 0; i--) {
                BitSet now = compute(i);
                changed |= !now.equals(before[i]);
                before[i] = now;
            }
        }
    }

    private int placeOf(AbstractInsnNode instruction) {
        return Objects.requireNonNull(places.get(instruction));
    }

    private BitSet compute(int i) {
        BitSet live = new BitSet();
        for (AbstractInsnNode next : successors(code[i])) {
            live.or(before[placeOf(next)]);
        }
        if (code[i] instanceof VarInsnNode access) {
            live.set(access.var, !isStore(access));
        } else if (code[i] instanceof IincInsnNode increment) {
            live.set(increment.var);
        }
        return live;
    }

    private static boolean isStore(AbstractInsnNode each) {
        return each.getOpcode() >= Opcodes.ISTORE && each.getOpcode() <= Opcodes.ASTORE;
    }

    private static List<AbstractInsnNode> successors(AbstractInsnNode each) {
        List<AbstractInsnNode> next = new ArrayList<>();
        int opcode = each.getOpcode();
        boolean ends = opcode == Opcodes.GOTO
                || opcode == Opcodes.ATHROW
                || (opcode >= Opcodes.IRETURN && opcode <= Opcodes.RETURN);
        if (each instanceof JumpInsnNode jump) {
            next.add(jump.label);
        } else if (each instanceof TableSwitchInsnNode table) {
            return targets(table.dflt, table.labels);
        } else if (each instanceof LookupSwitchInsnNode lookup) {
            return targets(lookup.dflt, lookup.labels);
        }
        if (!ends && each.getNext() != null) {
            next.add(each.getNext());
        }
        return next;
    }

    private static List<AbstractInsnNode> targets(LabelNode otherwise, List<LabelNode> labels) {
        List<AbstractInsnNode> targets = new ArrayList<>(labels);
        targets.add(otherwise);
        return targets;
    }

    /** The variables whose values count before an instruction; arguments that never change are given anew each time. */
    BitSet before(AbstractInsnNode instruction) {
        BitSet live = (BitSet) before[placeOf(instruction)].clone();
        for (int i = 0; i < arguments; i++) {
            live.set(i, live.get(i) && written.get(i));
        }
        return live;
    }
}
