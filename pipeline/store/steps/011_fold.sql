-- Which of two instants a wall time means, where clocks show it twice (PEP 495).
ALTER TABLE posts ADD COLUMN fold INTEGER NOT NULL DEFAULT 0 CHECK (fold IN (0, 1));
