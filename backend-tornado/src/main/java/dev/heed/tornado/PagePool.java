package dev.heed.tornado;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/** Which pages are free, and how many rows hold each of the others. Used with the decoder's lock held. */
final class PagePool {
    private final Deque<Integer> free = new ArrayDeque<>();
    private int[] holders = new int[0];
    private int used;

    /** Adds pages up to a number. */
    void grow(int pages) {
        for (int page = holders.length; page < pages; page++) {
            free.add(page);
        }
        holders = Arrays.copyOf(holders, pages);
    }

    /** Takes away those from a number on, if all of them are free. */
    boolean shrink(int pages) {
        for (int page = pages; page < holders.length; page++) {
            if (holders[page] > 0) {
                return false;
            }
        }
        free.removeIf(page -> page >= pages);
        holders = Arrays.copyOf(holders, Math.min(pages, holders.length));
        return true;
    }

    /** How many there are. */
    int size() {
        return holders.length;
    }

    /** How many are free. */
    int free() {
        return free.size();
    }

    /** How many are held. */
    int used() {
        return used;
    }

    /** A page for one holder; there is a free one. */
    int take() {
        int page = free.remove();
        holders[page] = 1;
        used++;
        return page;
    }

    void hold(int page) {
        holders[page]++;
    }

    boolean shared(int page) {
        return holders[page] > 1;
    }

    /** One holder less. */
    void giveBack(int page) {
        if (--holders[page] == 0) {
            free.push(page);
            used--;
        }
    }
}
