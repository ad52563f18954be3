package io.github.edgewise.engine;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The graphics cards that NVIDIA's driver knows, asked directly (CUDA driver API): this works without the
/// engine's libraries for them.
public final class CudaDriver {
    private static final String LIBRARY = System.getProperty("os.name", "").startsWith("Windows")
            ? "nvcuda.dll"
            : "libcuda.so.1";
    private static final int COMPUTE_CAPABILITY_MAJOR = 75;
    private static final int COMPUTE_CAPABILITY_MINOR = 76;
    private static final int NAME_BYTES = 256;

    private final SymbolLookup library;

    private CudaDriver(SymbolLookup library) { this.library = library; }

    /// A graphics card.
    ///
    /// @param name such as `NVIDIA H200`
    /// @param major of its compute capability
    /// @param minor of its compute capability
    /// @param memoryBytes of it
    public record Card(String name, int major, int minor, long memoryBytes) {}

    /// All cards in the order of the driver; none where there is no driver or it does not work.
    @SuppressWarnings("restricted")
    public static List<Card> cards() {
        try (Arena arena = Arena.ofConfined()) {
            var driver = new CudaDriver(SymbolLookup.libraryLookup(LIBRARY, Arena.global()));
            MemorySegment number = arena.allocate(ValueLayout.JAVA_INT);
            if (!driver.call("cuInit", 0) || !driver.call("cuDeviceGetCount", number)) return List.of();
            int count = number.get(ValueLayout.JAVA_INT, 0);
            var cards = new ArrayList<Card>();
            for (int i = 0; i < count; i++) {
                if (!driver.call("cuDeviceGet", number, i)) return List.of();
                cards.add(driver.card(number.get(ValueLayout.JAVA_INT, 0), arena));
            }
            return List.copyOf(cards);
        } catch (IllegalArgumentException e) {
            return List.of(); // there is no such library
        }
    }

    /// One of them; nothing where there are fewer.
    static Optional<Card> card(int index) {
        List<Card> cards = cards();
        return index < cards.size() ? Optional.of(cards.get(index)) : Optional.empty();
    }

    private Card card(int handle, Arena arena) {
        MemorySegment name = arena.allocate(NAME_BYTES);
        MemorySegment number = arena.allocate(ValueLayout.JAVA_INT);
        MemorySegment bytes = arena.allocate(ValueLayout.JAVA_LONG);
        boolean isNamed = call("cuDeviceGetName", name, NAME_BYTES, handle);
        boolean isMeasured = call("cuDeviceTotalMem_v2", bytes, handle);
        return new Card(isNamed ? name.getString(0) : "unknown",
                attribute(COMPUTE_CAPABILITY_MAJOR, handle, number),
                attribute(COMPUTE_CAPABILITY_MINOR, handle, number),
                isMeasured ? bytes.get(ValueLayout.JAVA_LONG, 0) : 0);
    }

    private int attribute(int which, int handle, MemorySegment number) {
        return call("cuDeviceGetAttribute", number, which, handle) ? number.get(ValueLayout.JAVA_INT, 0) : 0;
    }

    /// Calls a function of `int`s and pointers.
    ///
    /// @return whether there is one and it succeeds
    @SuppressWarnings("restricted")
    private boolean call(String function, Object... arguments) {
        Optional<MemorySegment> address = library.find(function);
        if (address.isEmpty()) return false;
        var layouts = new MemoryLayout[arguments.length];
        for (int i = 0; i < arguments.length; i++) {
            layouts[i] = arguments[i] instanceof Integer ? ValueLayout.JAVA_INT : ValueLayout.ADDRESS;
        }
        try {
            Object result = Linker.nativeLinker()
                    .downcallHandle(address.get(), FunctionDescriptor.of(ValueLayout.JAVA_INT, layouts))
                    .invokeWithArguments(arguments);
            return result.equals(0);
        } catch (Throwable e) {
            throw new IllegalStateException(function + " cannot be called", e);
        }
    }
}
