package io.github.edgewise.distance;

/// The module of the Vector API, which Java resolves when it starts (`--add-modules`) or loads later.
///
/// Java prints "WARNING: Using incubator modules" whenever it starts with this module, and has no option
/// against it. A module that is loaded later is not reported. Java has a method for this, by which it loads
/// modules for agents. It is internal: Java must be started with
/// `--add-exports java.base/jdk.internal.module=ALL-UNNAMED`.
final class VectorApi {
    static final String MODULE = "jdk.incubator.vector";

    private VectorApi() {}

    /// Whether the classes of the module can be used. Loads it first, if Java allows it.
    static boolean isAvailable() {
        if (ModuleLayer.boot().findModule(MODULE).isPresent()) return true;
        try {
            Object loaded = Class.forName("jdk.internal.module.Modules").getMethod("loadModule", String.class)
                    .invoke(null, MODULE);
            VectorApi.class.getModule().addReads((Module) loaded);
            return true;
        } catch (ReflectiveOperationException e) { // not exported, no such module, or another Java
            return false;
        }
    }
}
