package dev.heed.models.safetensors;

import dev.heed.models.files.ModelException;
import dev.heed.models.files.Weights;
import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;

/** One file. Each tensor is mapped by itself, so that the file may be larger than one buffer. */
final class SafetensorsFile implements Weights {
    private static final int LENGTH_BYTES = 8;
    /** The limit of the format's own reader. */
    private static final long MOST_HEADER_BYTES = 100_000_000;

    private static final Map<String, DType> TYPES =
            Map.of("F32", DType.FLOAT32, "F16", DType.FLOAT16, "BF16", DType.BFLOAT16);

    private final Path file;
    private final long dataStart;
    private final Map<String, HeaderEntry> entries;

    private SafetensorsFile(Path file, long dataStart, Map<String, HeaderEntry> entries) {
        this.file = file;
        this.dataStart = dataStart;
        this.entries = entries;
    }

    static SafetensorsFile open(Path file) {
        try (FileChannel channel = FileChannel.open(file)) {
            long size = channel.size();
            long headerBytes = headerBytes(file, channel, size);
            byte[] header = new byte[(int) headerBytes];
            channel.map(MapMode.READ_ONLY, LENGTH_BYTES, headerBytes).get(header);
            long dataStart = LENGTH_BYTES + headerBytes;
            Map<String, HeaderEntry> entries =
                    Layout.check(file.toString(), HeaderParser.parse(file.toString(), header), size - dataStart);
            return new SafetensorsFile(file, dataStart, entries);
        } catch (NoSuchFileException missing) {
            throw new ModelException(file + " is missing.", missing);
        } catch (IOException unreadable) {
            throw new ModelException(file + " cannot be read: " + unreadable + ".", unreadable);
        }
    }

    private static long headerBytes(Path file, FileChannel channel, long size) throws IOException {
        if (size < LENGTH_BYTES) {
            throw new ModelException(file + ": expected a safetensors file of 8 bytes or more, got " + size + ".");
        }
        ByteBuffer length = channel.map(MapMode.READ_ONLY, 0, LENGTH_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        long headerBytes = length.getLong(0);
        long most = Math.min(MOST_HEADER_BYTES, size - LENGTH_BYTES);
        if (headerBytes < 0 || headerBytes > most) {
            throw new ModelException(file + ": the header claims " + Long.toUnsignedString(headerBytes)
                    + " bytes, expected at most " + most
                    + "; the file is cut off, damaged, or not a safetensors file.");
        }
        return headerBytes;
    }

    @Override
    public String origin() {
        return file.toString();
    }

    @Override
    public Set<String> names() {
        return entries.keySet();
    }

    @Override
    public Shape shape(String name) {
        HeaderEntry entry = entry(name);
        long largest = Arrays.stream(entry.dims()).max().orElse(0);
        if (largest > Integer.MAX_VALUE) {
            throw new ModelException(
                    file + ": " + entry + ": expected dimensions of at most " + Integer.MAX_VALUE + ".");
        }
        return Shape.of(Arrays.stream(entry.dims()).mapToInt(dim -> (int) dim).toArray());
    }

    @Override
    public Tensor tensor(String name) {
        HeaderEntry entry = entry(name);
        DType type = TYPES.get(entry.type());
        if (type == null) {
            throw new ModelException(
                    file + ": " + name + ": expected the type F32, F16 or BF16, got " + entry.type() + ".");
        }
        long bytes = entry.end() - entry.begin();
        if (bytes > Integer.MAX_VALUE) {
            throw new ModelException(
                    file + ": " + entry + ": expected at most " + Integer.MAX_VALUE + " bytes in one tensor.");
        }
        try (FileChannel channel = FileChannel.open(file)) {
            return Tensor.ofBytes(type, shape(name), channel.map(MapMode.READ_ONLY, dataStart + entry.begin(), bytes));
        } catch (IOException unreadable) {
            throw new ModelException(file + " cannot be read: " + unreadable + ".", unreadable);
        }
    }

    private HeaderEntry entry(String name) {
        HeaderEntry entry = entries.get(name);
        if (entry == null) {
            throw new ModelException(file + " has no tensor " + name + ".");
        }
        return entry;
    }
}
