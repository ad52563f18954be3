package io.github.edgewise.engine;

import io.github.edgewise.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;

/// Where the engine keeps tensors and computes.
///
/// @param kind of device
/// @param index from 0 on, of several of one kind
public record Device(Kind kind, int index) {
    /// The processor.
    public static final Device CPU = new Device(Kind.CPU, 0);

    private static final Path PROCESSOR = Path.of("/proc/cpuinfo");
    private static final Pattern NAME = Pattern.compile("(cpu|cuda|mps)(?::(\\d{1,2}))?");
    private static final int BF16_CAPABILITY = 8;

    /// A kind of device.
    public enum Kind {
        CPU(DeviceType.CPU),
        /// A graphics card of NVIDIA.
        CUDA(DeviceType.CUDA),
        /// The graphics processor of an Apple computer.
        MPS(DeviceType.MPS);

        private final DeviceType type;

        Kind(DeviceType type) { this.type = type; }
    }

    /// The device of a name: `cpu`, `cuda`, `cuda:1`, `mps`, or `auto` for the first graphics card that the
    /// engine can use, else the processor.
    ///
    /// @throws InvalidInputException where there is no such name
    public static Device parse(String name) {
        if (name.equals("auto")) return all().stream().filter(one -> !one.isCpu()).findFirst().orElse(CPU);
        Matcher parts = NAME.matcher(name);
        boolean isKnown = parts.matches();
        String index = isKnown ? parts.group(2) : null;
        if (!isKnown || (index != null && !name.startsWith("cuda"))) {
            throw new InvalidInputException(
                    "a device is cpu, cuda, cuda:N with N from 0 up, mps or auto, not '" + name + "'");
        }
        Kind kind = switch (parts.group(1)) {
            case "cuda" -> Kind.CUDA;
            case "mps" -> Kind.MPS;
            default -> Kind.CPU;
        };
        return new Device(kind, index == null ? 0 : Integer.parseInt(index));
    }

    /// The devices that the engine can use, the processor last.
    public static List<Device> all() {
        NativeLibraries.load();
        var all = new ArrayList<Device>();
        for (int i = 0; torch.cuda_is_available() && i < torch.cuda_device_count(); i++) {
            all.add(new Device(Kind.CUDA, i));
        }
        if (torch.hasMPS()) all.add(new Device(Kind.MPS, 0));
        all.add(CPU);
        return List.copyOf(all);
    }

    /// The device that a tensor is on.
    ///
    /// @throws IllegalArgumentException where it is on one of another kind
    public static Device of(Tensor tensor) {
        if (tensor.is_cpu()) return CPU;
        var where = tensor.device();
        for (Kind kind : Kind.values()) {
            if (kind.type == where.type()) return new Device(kind, Math.max(0, where.index()));
        }
        throw new IllegalArgumentException("device " + where.str().getString() + " is not supported");
    }

    /// Why the engine cannot use this device, and what to do; nothing if it can.
    public Optional<String> whyNot() {
        if (isCpu()) return Optional.empty();
        List<Device> all = all();
        if (all.contains(this)) return Optional.empty();
        if (kind == Kind.MPS) {
            return Optional.of("mps is not available: it needs a Mac with an Apple processor; use cpu");
        }
        long cards = all.stream().filter(one -> one.kind == Kind.CUDA).count();
        if (cards > 0) {
            return Optional.of(this + " is not available: there are " + cards
                    + " graphics cards, from cuda:0 on");
        }
        if (!NativeLibraries.isForCuda()) {
            return Optional.of(this + " is not available: the engine's libraries are those for processors; "
                    + "name a folder of LibTorch " + NativeLibraries.TORCH
                    + " for CUDA with EDGEWISE_LIBTORCH, "
                    + "or start edgewise --with-gpu with the engine's gpu jars in the folder gpu/; else use cpu");
        }
        return Optional
                .of(this + " is not available: the engine finds no graphics card of NVIDIA whose driver "
                        + "fits; see what nvidia-smi says, or use cpu");
    }

    /// This device.
    ///
    /// @throws InvalidInputException where the engine cannot use it
    public Device require() {
        whyNot().ifPresent(why -> {
            throw new InvalidInputException(why);
        });
        return this;
    }

    /// Whether this is the processor.
    public boolean isCpu() { return kind == Kind.CPU; }

    /// Whether convolutions in bfloat16 are faster here than in float32. A processor must multiply bfloat16
    /// in hardware (AVX-512 BF16 or AMX), which only Linux tells; a graphics card of NVIDIA must be of compute
    /// capability 8 (Ampere) or newer. False elsewhere.
    public boolean supportsBf16() {
        return switch (kind) {
            case CPU -> processorSupportsBf16();
            case CUDA -> CudaDriver.card(index).map(card -> card.major() >= BF16_CAPABILITY).orElse(false);
            case MPS -> false;
        };
    }

    private static boolean processorSupportsBf16() {
        try {
            String flags = Files.exists(PROCESSOR) ? Files.readString(PROCESSOR) : "";
            return flags.contains("amx_bf16") || flags.contains("avx512_bf16");
        } catch (IOException e) {
            return false;
        }
    }

    /// The same for the engine, in the caller's native scope.
    public org.bytedeco.pytorch.Device torch() {
        return kind == Kind.CUDA
                ? new org.bytedeco.pytorch.Device(type(), (byte) index)
                : new org.bytedeco.pytorch.Device(type());
    }

    /// Its kind for the engine.
    DeviceType type() { return kind.type; }

    @Override
    public String toString() {
        return switch (kind) {
            case CPU -> "cpu";
            case CUDA -> "cuda:" + index;
            case MPS -> "mps";
        };
    }
}
