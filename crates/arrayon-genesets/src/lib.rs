//! Gene-set over-representation and the themes of inflammation and mineral metabolism.
