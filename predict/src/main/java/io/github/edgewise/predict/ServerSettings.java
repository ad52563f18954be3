package io.github.edgewise.predict;

import io.github.edgewise.InvalidInputException;
import java.time.Duration;

/// What a [PredictionServer] is called and what it allows.
///
/// @param model the name of the model, shown by `/health`
/// @param port on which it listens, 0 for any free one
/// @param queue the number of images that may wait while another one is segmented, from 0 up
/// @param mostBytes the largest body, in bytes
/// @param patience the longest time in which a body must arrive
public record ServerSettings(String model, int port, int queue, long mostBytes, Duration patience) {
    private static final int LAST_PORT = 65_535;
    private static final int PORT = 8391;
    private static final int QUEUE = 16;
    private static final long MOST_BYTES = 1L << 30;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /// @throws IllegalArgumentException where a number is out of its range
    public ServerSettings {
        if (port < 0 || port > LAST_PORT) {
            throw new InvalidInputException("the port must be from 0 (any free one) to 65535, not " + port);
        }
        if (queue < 0) throw new InvalidInputException("the queue must be 0 or more, not " + queue);
        if (mostBytes < 1) {
            throw new InvalidInputException("the largest body must be 1 byte or more, not " + mostBytes);
        }
        if (patience.isNegative() || patience.isZero()) {
            throw new InvalidInputException("a body must have some time to arrive, not " + patience);
        }
    }

    /// Port 8391, 16 waiting images, bodies of up to 1 GiB that arrive within 60 s.
    public ServerSettings(String model) { this(model, PORT, QUEUE, MOST_BYTES, PATIENCE); }

    /// The same on another port; 0 for any free one.
    public ServerSettings port(int other) {
        return new ServerSettings(model, other, queue, mostBytes, patience);
    }

    /// The same with so many images that may wait.
    public ServerSettings queue(int other) {
        return new ServerSettings(model, port, other, mostBytes, patience);
    }

    /// The same with bodies of up to so many bytes.
    public ServerSettings mostBytes(long other) {
        return new ServerSettings(model, port, queue, other, patience);
    }

    /// The same with another time in which a body must arrive.
    public ServerSettings patience(Duration other) {
        return new ServerSettings(model, port, queue, mostBytes, other);
    }
}
