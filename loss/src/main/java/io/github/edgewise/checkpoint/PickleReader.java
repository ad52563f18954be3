package io.github.edgewise.checkpoint;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;

/// Reads the small part of Python's pickle language, protocols 2 to 4, with which `torch.save` describes
/// dictionaries of tensors. Names of classes and functions are only compared with a list, and this class
/// implements their meaning. No name is looked up, and no code is run.
final class PickleReader {
    private static final int MOST_OBJECTS = 1 << 20;
    private static final String REBUILD_TENSOR = "torch._utils._rebuild_tensor_v2";
    private static final String REBUILD_PARAMETER = "torch._utils._rebuild_parameter";
    private static final String ORDERED_DICT = "collections.OrderedDict";
    private static final String STORAGE_PREFIX = "torch.";

    private final ByteBuffer in;
    private final Map<Integer, Object> memo = new HashMap<>();
    private final Deque<List<Object>> outer = new ArrayDeque<>();
    private List<Object> stack = new ArrayList<>();

    private PickleReader(byte[] pickle) {
        in = ByteBuffer.wrap(pickle).order(ByteOrder.LITTLE_ENDIAN);
    }

    /// Python's None.
    record None() {}

    /// A class or function that is on the list.
    record Named(String name) {}

    /// A Python tuple.
    record Tuple(List<Object> items) {}

    /// Numbers that are stored in a separate file.
    record Storage(Dtype type, String key, long numel) {}

    /// A window on a storage.
    record View(Storage storage, long offset, List<Long> shape, List<Long> strides) {}

    /// Reads an object that consists of maps (with any keys), lists, tuples, strings, Long, Double, Boolean,
    /// None and Views.
    ///
    /// @throws IllegalArgumentException where the pickle cannot be read; the message says why
    static Object read(byte[] pickle) {
        try {
            return new PickleReader(pickle).read();
        } catch (BufferUnderflowException | IndexOutOfBoundsException | NoSuchElementException
                | ClassCastException e) {
            throw new IllegalArgumentException("its pickle is damaged", e);
        }
    }

    private Object read() {
        for (int objects = 0; objects < MOST_OBJECTS; objects++) {
            int code = in.get() & 0xff;
            if (code == '.') return pop();
            if (!constant(code) && !collection(code) && !remembered(code)) {
                throw new IllegalArgumentException(
                        "its pickle has the instruction " + Integer.toHexString(code)
                                + ", which does not occur in dictionaries of tensors");
            }
        }
        throw new IllegalArgumentException("its pickle has more than " + MOST_OBJECTS + " objects");
    }

    private boolean constant(int code) {
        switch (code) {
            case 0x80 -> {
                int protocol = in.get();
                if (protocol < 2 || protocol > 4) {
                    throw new IllegalArgumentException("its pickle has protocol " + protocol);
                }
            }
            case 0x95 -> in.getLong(); // a frame's length
            case 'N' -> stack.add(new None());
            case 0x88 -> stack.add(true);
            case 0x89 -> stack.add(false);
            case 'J' -> stack.add((long) in.getInt());
            case 'K' -> stack.add(in.get() & 0xffL);
            case 'M' -> stack.add(in.getShort() & 0xffffL);
            case 0x8a -> stack.add(number(in.get() & 0xff));
            case 'G' -> stack.add(Double.longBitsToDouble(Long.reverseBytes(in.getLong())));
            case 'X' -> stack.add(text(in.getInt()));
            case 0x8c -> stack.add(text(in.get() & 0xff));
            case 'c' -> stack.add(named(line() + "." + line()));
            case 0x93 -> {
                String name = (String) pop();
                stack.add(named(pop() + "." + name));
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean collection(int code) {
        switch (code) {
            case '(' -> {
                outer.push(stack);
                stack = new ArrayList<>();
            }
            case ')' -> stack.add(new Tuple(List.of()));
            case 't' -> {
                List<Object> items = popMark();
                stack.add(new Tuple(items));
            }
            case 0x85, 0x86, 0x87 -> stack.add(new Tuple(popLast(code - 0x84)));
            case ']' -> stack.add(new ArrayList<>());
            case 'a' -> addTo(popLast(1));
            case 'e' -> addTo(popMark());
            case '}' -> stack.add(new LinkedHashMap<>());
            case 's' -> putInto(popLast(2));
            case 'u' -> putInto(popMark());
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean remembered(int code) {
        switch (code) {
            case 'q' -> memo.put(in.get() & 0xff, stack.getLast());
            case 'r' -> memo.put(in.getInt(), stack.getLast());
            case 0x94 -> memo.put(memo.size(), stack.getLast());
            case 'h' -> stack.add(recall(in.get() & 0xff));
            case 'j' -> stack.add(recall(in.getInt()));
            case 'Q' -> stack.add(storage((Tuple) pop()));
            case 'R' -> {
                var arguments = (Tuple) pop();
                stack.add(made((Named) pop(), arguments.items()));
            }
            case 'b' -> {
                pop(); // attributes, for example the versions of modules
                if (!(stack.getLast() instanceof Map)) throw new ClassCastException();
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private Object pop() {
        if (stack.isEmpty()) throw new IndexOutOfBoundsException();
        return stack.removeLast();
    }

    private List<Object> popLast(int count) {
        List<Object> last = stack.subList(stack.size() - count, stack.size());
        var items = new ArrayList<>(last);
        last.clear();
        return items;
    }

    private List<Object> popMark() {
        if (outer.isEmpty()) throw new IndexOutOfBoundsException();
        List<Object> items = stack;
        stack = outer.pop();
        return items;
    }

    @SuppressWarnings("unchecked") // all lists here are lists of objects
    private void addTo(List<Object> items) {
        ((List<Object>) stack.getLast()).addAll(items);
    }

    @SuppressWarnings("unchecked") // all maps here map objects to objects
    private void putInto(List<Object> items) {
        var map = (Map<Object, Object>) stack.getLast();
        for (int i = 0; i < items.size(); i += 2) {
            Object key = items.get(i);
            // other keys could contain themselves, and computing their hash would never end
            if (!(key instanceof String || key instanceof Long)) {
                throw new IllegalArgumentException(
                        "a dictionary has a key that is neither text nor a number");
            }
            map.put(key, items.get(i + 1));
        }
    }

    private Object recall(int index) {
        Object object = memo.get(index);
        if (object == null) throw new IndexOutOfBoundsException();
        return object;
    }

    /// A whole number of that many bytes.
    private long number(int bytes) {
        if (bytes > 8) throw new IllegalArgumentException("its pickle has a number of " + bytes + " bytes");
        long value = 0;
        for (int i = 0; i < bytes; i++) {
            value |= (in.get() & 0xffL) << (8 * i);
        }
        int unused = 64 - 8 * bytes;
        return bytes == 0 ? 0 : value << unused >> unused;
    }

    private String text(int bytes) {
        if (bytes < 0 || bytes > in.remaining()) throw new BufferUnderflowException();
        byte[] text = new byte[bytes];
        in.get(text);
        return new String(text, StandardCharsets.UTF_8);
    }

    private String line() {
        int begin = in.position();
        while (in.get() != '\n') {
            // continue to the end of the line
        }
        return new String(in.array(), begin, in.position() - begin - 1, StandardCharsets.UTF_8);
    }

    private static Named named(String name) {
        boolean known = name.equals(REBUILD_TENSOR) || name.equals(REBUILD_PARAMETER)
                || name.equals(ORDERED_DICT) || (name.startsWith(STORAGE_PREFIX)
                        && Dtype.stored(name.substring(STORAGE_PREFIX.length())).isPresent());
        if (known) return new Named(name);
        throw new IllegalArgumentException("it needs " + name.lines().findFirst().orElse("a class")
                + " of Python, but only dictionaries of tensors are read and no code is run; "
                + "save model.state_dict()");
    }

    /// The storage with the identifier `("storage", torch.FloatStorage, key, device, number of values)`.
    private static Storage storage(Tuple id) {
        String type = ((Named) id.items().get(1)).name();
        return new Storage(
                Dtype.stored(type.substring(Math.min(type.length(), STORAGE_PREFIX.length())))
                        .orElseThrow(ClassCastException::new),
                (String) id.items().get(2), (Long) id.items().get(4));
    }

    private static Object made(Named function, List<Object> arguments) {
        return switch (function.name()) {
            case ORDERED_DICT -> {
                if (!arguments.isEmpty()) throw new ClassCastException();
                yield new LinkedHashMap<>();
            }
            case REBUILD_PARAMETER -> (View) arguments.getFirst();
            case REBUILD_TENSOR -> new View((Storage) arguments.get(0), (Long) arguments.get(1),
                    longs((Tuple) arguments.get(2)), longs((Tuple) arguments.get(3)));
            default -> throw new ClassCastException();
        };
    }

    private static List<Long> longs(Tuple tuple) {
        return tuple.items().stream().map(Long.class::cast).toList();
    }
}
