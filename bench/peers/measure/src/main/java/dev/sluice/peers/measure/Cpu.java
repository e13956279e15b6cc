package dev.sluice.peers.measure;

/** CPU time by who used it, in microseconds. */
record Cpu(double peer, double broker, double postgres) {
    Cpu minus(Cpu earlier) {
        return new Cpu(peer - earlier.peer, broker - earlier.broker, postgres - earlier.postgres);
    }

    Cpu per(double events) {
        return new Cpu(peer / events, broker / events, postgres / events);
    }

    /** On the straight line from this one to a later one. */
    Cpu towards(Cpu later, double share) {
        Cpu way = later.minus(this);
        return new Cpu(peer + share * way.peer, broker + share * way.broker, postgres + share * way.postgres);
    }
}
