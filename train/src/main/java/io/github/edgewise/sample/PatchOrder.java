package io.github.edgewise.sample;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The case that each patch of a run is cut from, and the class that the patch must contain.
///
/// Of any n patches in a row, n times the share must contain a class, to within one patch. This is not
/// random, so no batch lacks foreground by chance. These patches take the foreground classes of the data set
/// in turn, each from a case with this class. The other patches are cut from all cases, or from all slices of
/// all cases if slices are trained on. Cases are visited in rounds, and each round is shuffled anew. So a
/// rare class is sampled as often as the others, and the few cases with it are sampled more often than the
/// rest.
final class PatchOrder {
    private final List<Draw> all;
    private final List<Target> targets;
    private final double share;
    private final long seed;

    /// A class and the cases with it.
    private record Target(int number, List<Integer> cases) {}

    /// The choice for one patch.
    ///
    /// @param sample the number of the case
    /// @param aim the class that the patch must contain; 0 for a patch from anywhere
    /// @param slice the slice to take; -1 for any
    record Draw(int sample, int aim, int slice) {}

    /// @param share share of patches that must contain a class, 0 to 1; no effect if no case has foreground
    PatchOrder(List<Sample> samples, double share, long seed) {
        this.all = IntStream.range(0, samples.size()).boxed().flatMap(i -> each(samples.get(i), i)).toList();
        this.targets = new ArrayList<>();
        for (int k = 1; k < samples.getFirst().classes(); k++) {
            int number = k;
            List<Integer> cases = IntStream.range(0, samples.size())
                    .filter(i -> samples.get(i).members(number) > 0).boxed().toList();
            if (!cases.isEmpty()) targets.add(new Target(k, cases));
        }
        this.share = targets.isEmpty() ? 0 : share;
        this.seed = seed;
    }

    private static Stream<Draw> each(Sample sample, int number) {
        if (!sample.supervision().isSliced()) return Stream.of(new Draw(number, 0, -1));
        return IntStream.range(0, sample.draws()).mapToObj(z -> new Draw(number, 0, z));
    }

    /// The choice for patch number `n`, from 0.
    Draw at(long n) {
        long aimed = aimedBefore(n);
        if (aimedBefore(n + 1) == aimed) return all.get(nth(n - aimed, all.size(), 0));
        Target target = targets.get((int) (aimed % targets.size()));
        int place = nth(aimed / targets.size(), target.cases.size(), target.number);
        return new Draw(target.cases.get(place), target.number, -1);
    }

    private long aimedBefore(long n) { return (long) Math.ceil(n * share); }

    /// The `n`th of endless shuffled rounds of `count` things.
    private int nth(long n, int count, int kind) {
        var random = new SplittableRandom(mix(mix(~seed, kind), n / count));
        int[] order = new int[count];
        for (int i = 0; i < count; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order[(int) (n % count)];
    }

    /// The random numbers of patch `n`.
    SplittableRandom random(long n) { return new SplittableRandom(mix(seed, n)); }

    /// A well-mixed seed of two numbers (the finaliser of SplitMix64 over their combination).
    private static long mix(long a, long b) {
        long z = a * 0x9E3779B97F4A7C15L + b;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
