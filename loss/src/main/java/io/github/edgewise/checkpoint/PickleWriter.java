package io.github.edgewise.checkpoint;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/// Writes the pickle of an ordered dictionary of tensors, protocol 2, as `torch.save` does.
final class PickleWriter {
    private static final int TUPLE = 't';
    private static final int MARK = '(';
    private static final int REDUCE = 'R';

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private PickleWriter() {}

    /// The pickle. The numbers of tensor i are in storage i, in order and without gaps.
    static byte[] of(Map<String, Tensor> tensors) {
        var writer = new PickleWriter();
        writer.out.write(0x80);
        writer.out.write(2);
        writer.orderedDict();
        writer.out.write(MARK);
        int storage = 0;
        for (var e : tensors.entrySet()) {
            writer.text(e.getKey());
            writer.tensor(e.getValue(), storage++);
        }
        writer.out.write('u');
        writer.out.write('.');
        return writer.out.toByteArray();
    }

    private void tensor(Tensor tensor, int storage) {
        List<Long> shape = TensorMemory.shape(tensor);
        name("torch._utils", "_rebuild_tensor_v2");
        out.write(MARK);
        out.write(MARK);
        text("storage");
        name("torch", Dtype.of(tensor).storage());
        text(String.valueOf(storage));
        text("cpu");
        number(tensor.numel());
        out.write(TUPLE);
        out.write('Q');
        number(0);
        tuple(shape);
        tuple(strides(shape));
        out.write(0x89); // collects no gradient
        orderedDict();
        out.write(TUPLE);
        out.write(REDUCE);
    }

    private static List<Long> strides(List<Long> shape) {
        Long[] strides = new Long[shape.size()];
        long next = 1;
        for (int a = shape.size() - 1; a >= 0; a--) {
            strides[a] = next;
            next *= Math.max(1, shape.get(a));
        }
        return List.of(strides);
    }

    private void orderedDict() {
        name("collections", "OrderedDict");
        out.write(')');
        out.write(REDUCE);
    }

    private void name(String module, String name) {
        out.writeBytes(("c" + module + "\n" + name + "\n").getBytes(StandardCharsets.US_ASCII));
    }

    private void tuple(List<Long> numbers) {
        out.write(MARK);
        numbers.forEach(this::number);
        out.write(TUPLE);
    }

    private void number(long value) {
        ByteBuffer bytes = ByteBuffer.allocate(10).order(ByteOrder.LITTLE_ENDIAN);
        if (value <= Integer.MAX_VALUE) {
            bytes.put((byte) 'J').putInt((int) value);
        } else {
            bytes.put((byte) 0x8a).put((byte) 8).putLong(value);
        }
        out.write(bytes.array(), 0, bytes.position());
    }

    private void text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.write('X');
        out.writeBytes(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(bytes.length).array());
        out.writeBytes(bytes);
    }
}
