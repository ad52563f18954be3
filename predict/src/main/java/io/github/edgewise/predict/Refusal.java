package io.github.edgewise.predict;

/// A request that is not done, with the status of the answer and one sentence for whoever asked.
final class Refusal extends Exception {
    private static final long serialVersionUID = 1;

    static final int BAD_INPUT = 400;
    static final int UNKNOWN_PATH = 404;
    static final int WRONG_METHOD = 405;
    static final int TOO_SLOW = 408;
    static final int TOO_LARGE = 413;
    static final int WRONG_TYPE = 415;
    static final int OWN_FAULT = 500;
    static final int BUSY = 503;
    static final int DISK_FULL = 507;

    private final int status;

    Refusal(int status, String sentence) {
        super(sentence);
        this.status = status;
    }

    Refusal(int status, String sentence, Throwable cause) {
        super(sentence, cause);
        this.status = status;
    }

    int status() { return status; }

    String sentence() { return String.valueOf(getMessage()); }
}
